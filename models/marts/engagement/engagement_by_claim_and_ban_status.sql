{{ engagement_by(['claim_status', 'author_ban_status']) }}
