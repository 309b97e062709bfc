"""What moderators do with readers' comments: what the site notices, the queue, one comment, the digest."""
