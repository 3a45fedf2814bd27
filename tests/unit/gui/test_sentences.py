from app.gui.sentences import begun


def test_words_of_the_pipeline_begin_as_sentences_do() -> None:
    assert begun("the camera 'USB' is gone") == "The camera 'USB' is gone"
    assert begun("") == ""
