{{ engagement_by(['claim_status', 'verified_status']) }}
