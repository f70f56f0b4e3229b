"""What any form says beside a field, in plain Vietnamese."""

from django import forms


class Ask(forms.Form):
    teams = forms.IntegerField(min_value=0)
    members = forms.IntegerField(max_value=9)
    day = forms.DateField()
    name = forms.CharField(max_length=3)
    why = forms.CharField()


def test_a_field_that_is_wrong_says_what_it_takes_in_plain_words():
    asked = Ask({"teams": "-1", "members": "10", "day": "hôm qua", "name": "Thôn 1"})
    assert {name: faults[0] for name, faults in asked.errors.items()} == {
        "teams": "Phải từ 0 trở lên.",
        "members": "Nhiều nhất là 9.",
        "day": "Hãy ghi một ngày có thật, như 20/11/2026.",
        "name": "Nhiều nhất 3 ký tự; đang có 6.",
        "why": "Hãy ghi mục này.",
    }
    assert Ask({"teams": "mười"}).errors["teams"] == ["Hãy ghi một số nguyên."]
