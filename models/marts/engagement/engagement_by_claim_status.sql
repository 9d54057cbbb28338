{{ engagement_by(['claim_status']) }}
