{{ engagement_by(['author_ban_status']) }}
