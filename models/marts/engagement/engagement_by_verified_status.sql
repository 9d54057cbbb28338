{{ engagement_by(['verified_status']) }}
