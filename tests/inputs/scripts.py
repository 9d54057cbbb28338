"""Texts by the script of most of their letters."""

TEXTS = {
    "Latin": [
        "someone said that crème brûlée doubled 😀",
        "Đặng Thị nói rằng",
        "ok 👍🏽 “so”: 50 €",
        "TikTok сказал nothing new",
    ],
    "Greek": ["ένας φίλος είπε ότι", "ὁ ἄνθρωπος λέγει"],
    "Cyrillic": ["сосед сказал, что TikTok", "їжак заявив"],
    "Hebrew": ["חבר אמר כי"],
    "Arabic": ["قال صديق إن", "یک دوست گفت"],
    "Devanagari": ["एक दोस्त ने कहा कि"],
    "Bengali": ["একজন বন্ধু বলেছে"],
    "Tamil": ["ஒரு நண்பர் சொன்னார்"],
    "Thai": ["เพื่อนบอกว่า"],
    "Hangul": ["친구가 말했다"],
    "Kana": ["ともだちがいったところによると友"],
    "Han": ["朋友说疫苗有效", "新聞說 ok"],
}
