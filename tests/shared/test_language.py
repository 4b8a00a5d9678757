from django.test import Client


def test_a_browser_that_asks_for_english_still_gets_indonesian(client):
    response = client.get("/bantuan/", headers={"accept-language": "en-US"})

    assert response.headers["Content-Language"] == "id"
    assert "Vary" not in response.headers or "Accept-Language" not in response.headers["Vary"]
    assert '<html lang="id">' in response.text


def test_who_chooses_english_keeps_it():
    client = Client()

    chosen = client.post("/bahasa/setlang/", {"language": "en", "next": "/bantuan/"})
    page = client.get("/bantuan/")

    assert (chosen.status_code, chosen.url) == (302, "/bantuan/")
    assert '<html lang="en">' in page.text


def test_an_unknown_language_is_indonesian():
    client = Client()
    client.cookies["django_language"] = "xx"

    assert '<html lang="id">' in client.get("/bantuan/").text
