from core.tokens import digest, fingerprint, new_token


def test_tokens_differ_and_their_digest_does_not_give_them_away():
    first, second = new_token(), new_token()
    assert first != second
    assert len(first) >= 43
    assert first not in digest(first)
    assert digest(first) == digest(first) != digest(second)


def test_a_fingerprint_ignores_case_and_spaces_but_not_its_purpose():
    assert fingerprint(" Rosa@Example.org ", purpose="comment") == fingerprint("rosa@example.org", purpose="comment")
    assert fingerprint("rosa@example.org", purpose="comment") != fingerprint("rosa@example.org", purpose="trial")


def test_a_fingerprint_needs_the_sites_secret(settings):
    before = fingerprint("rosa@example.org", purpose="comment")
    settings.SECRET_KEY = "another"
    assert fingerprint("rosa@example.org", purpose="comment") != before


def test_odd_characters_do_no_harm():
    assert digest("\udc80\0")
    assert fingerprint("\udc80\0", purpose="comment")
