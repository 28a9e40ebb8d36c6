"""One renderer: what every form and every part of a page promises to a reader."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import formats, translation

from linkages.templatetags import words
from linkages.uswds import Column, MemorableDateField, Part, changed_parts

TODAY = date(2026, 11, 22)


class Contact(forms.Form):
    name = forms.CharField(label="Name", help_text="As the extract has it.")
    born = MemorableDateField(label="Birth date")
    verb = forms.ChoiceField(
        label="Decision", choices=[("l", "Link"), ("n", "Not the same")], widget=forms.RadioSelect
    )
    office = forms.ChoiceField(label="Office", choices=[("a", "Main")])
    note = forms.CharField(label="Note", widget=forms.Textarea, max_length=500, required=False)
    told = forms.BooleanField(label="The family was told")
    key = forms.CharField(widget=forms.HiddenInput, initial="k-1")


class Page(HTMLParser):
    """The elements of a piece of HTML, in order, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def by_id(self, wanted: str) -> dict[str, str]:
        return next(attrs for _, attrs in self.elements if attrs.get("id") == wanted)

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


def shown(source: str, **context: object) -> str:
    request = RequestFactory().get("/rows", {"sort": "born", "page": "3", "state": "open"})
    text = "{% load uswds words program %}" + source
    return Template(text).render(Context({"request": request, **context}))


def failed() -> Contact:
    return Contact({"born_month": "2", "born_day": "30", "born_year": "2016", "office": "a"})


@pytest.mark.usability(16)
def test_the_error_summary_links_to_each_field_that_failed_and_takes_the_focus() -> None:
    html = str(failed())
    page = Page(html)
    summary = next(attrs for _, attrs in page.elements if attrs.get("role") == "alert")
    assert "autofocus" in summary and summary["tabindex"] == "-1"
    targets = [link["href"].removeprefix("#") for link in page.all("a")]
    assert targets == ["id_name", "id_born_month", "id_verb_0", "id_told"]
    for target in targets:
        assert target in page.ids
    assert html.index('role="alert"') < html.index("<label")


@pytest.mark.usability(16)
def test_a_failed_field_keeps_its_input_and_says_what_is_wrong_beside_itself() -> None:
    page = Page(str(failed()))
    assert page.by_id("id_born_day")["value"] == "30"
    name = page.by_id("id_name")
    assert name["aria-invalid"] == "true"
    assert "usa-input--error" in name["class"]
    for described in name["aria-describedby"].split():
        assert described in page.ids


def test_hints_take_the_place_of_placeholders() -> None:
    class SignIn(forms.Form):
        login = forms.CharField(widget=forms.TextInput({"placeholder": "Login"}))

    assert "placeholder" not in str(SignIn())


def test_choices_and_dates_stand_in_a_fieldset_with_a_legend() -> None:
    page = Page(str(Contact()))
    assert len(page.all("fieldset")) == len(page.all("legend")) == 2
    radios = [each for each in page.all("input") if each.get("type") == "radio"]
    labels = [each.get("for") for each in page.all("label")]
    assert radios and all(each["id"] in labels for each in radios)


def test_every_visible_control_has_a_label() -> None:
    page = Page(str(Contact()))
    labels = {each.get("for") for each in page.all("label")}
    controls = page.all("input") + page.all("select") + page.all("textarea")
    for control in controls:
        assert control.get("type") == "hidden" or control["id"] in labels


def test_ids_are_unique_in_a_form_with_errors() -> None:
    ids = Page(str(failed())).ids
    assert len(ids) == len(set(ids))


def test_hidden_fields_ride_along_once() -> None:
    assert [each["value"] for each in Page(str(Contact())).all("input") if each["name"] == "key"]
    assert str(Contact()).count('name="key"') == 1


@pytest.mark.usability(24)
def test_required_is_a_word_and_is_said_only_where_it_tells_fields_apart() -> None:
    assert str(Contact()).count("(required)") == 5

    class Reason(forms.Form):
        first = forms.CharField()
        second = forms.CharField()
        third = forms.CharField()

    assert "(required)" not in str(Reason())
    assert "Fill in every field." in str(Reason())


@pytest.mark.usability(6)
def test_what_was_known_before_says_from_where() -> None:
    form = Contact(initial={"name": "ROSA DELGADO"})
    form.known_from = {"name": "CWS extract, Nov 14"}
    html = str(form)
    assert "Filled in from: CWS extract, Nov 14" in html
    assert 'value="ROSA DELGADO"' in html


def test_a_textarea_with_a_limit_says_it_in_words_before_any_script_runs() -> None:
    page = Page(str(Contact()))
    assert "id_note_count" in page.by_id("id_note")["aria-describedby"]
    assert "maxlength" not in page.by_id("id_note")
    assert "Up to 500 characters" in str(Contact())


@pytest.mark.parametrize("text", ["02/30/2016", "13/1/2016", "1/1/16"])
def test_a_date_that_does_not_exist_is_refused_not_guessed(text: str) -> None:
    month, day, year = text.split("/")
    field = MemorableDateField()
    with pytest.raises(forms.ValidationError):
        field.clean([month, day, year])


def test_a_date_known_by_heart_is_one_date_and_comes_back_in_three_boxes() -> None:
    field = MemorableDateField(required=False)
    assert field.clean(["3", "14", "2016"]) == date(2016, 3, 14)
    assert field.clean(["", "", ""]) is None
    assert field.widget.decompress(date(2016, 3, 14)) == ["3", "14", "2016"]
    assert field.widget.decompress("2016-03-14") == ["3", "14", "2016"]
    with pytest.raises(forms.ValidationError):
        field.clean(["3", "", "2016"])


def test_what_differs_inside_a_name_is_marked_and_letter_case_is_not() -> None:
    left, right = changed_parts("Maria Elena", "MARIA ELENE")
    assert left == (Part("Maria Elen"), Part("a", changed=True))
    assert right == (Part("MARIA ELEN"), Part("E", changed=True))
    assert changed_parts("ALDER", "BIRCH") == (
        (Part("ALDER", changed=True),),
        (Part("BIRCH", changed=True),),
    )
    assert changed_parts("", "4471") == ((), (Part("4471"),))


def test_a_sort_link_keeps_filters_turns_the_direction_and_forgets_the_page() -> None:
    columns = [Column("Born", "born"), Column("Name", "name"), Column("Weight", numeric=True)]
    html = shown(
        '{% table caption="Rows" columns=columns %}<tr></tr>{% endtable %}', columns=columns
    )
    page = Page(html)
    assert [link["href"] for link in page.all("a")] == [
        "?sort=-born&state=open",
        "?sort=name&state=open",
    ]
    heads = page.all("th")
    assert heads[0]["aria-sort"] == "ascending" and "aria-sort" not in heads[1]
    assert all(head["scope"] == "col" for head in heads)
    assert page.by_id("table-caption") is not None


def test_each_cell_of_a_stacked_table_knows_its_heading_and_whether_it_is_empty() -> None:
    columns = ["Name", Column('Who "works"'), "Day"]
    rows = "<tr><th>A</th><td class='day'>B</td><td>–</td></tr>"
    stacked = "{% table caption='Rows' columns=columns stack=True %}" + rows + "{% endtable %}"
    cells = Page(shown(stacked, columns=columns)).all("td")
    assert [cell["data-label"] for cell in cells] == ['Who "works"', "Day"]
    assert ["data-none" in cell for cell in cells] == [False, True]
    plain = stacked.replace(" stack=True", "")
    assert "data-label" not in shown(plain, columns=columns)


def test_pages_of_a_list_keep_sort_and_filter() -> None:
    html = shown("{% pagination page %}", page=Paginator(range(1234), 100).page(3))
    assert "?sort=born&amp;page=4&amp;state=open" in html
    assert "201–300 of 1,234" in html
    assert shown("{% pagination page %}", page=Paginator(range(5), 100).page(1)).strip() == ""


@pytest.mark.usability(24)
def test_programs_and_states_are_words_before_they_are_colors() -> None:
    assert "CWS" in shown('{% program "cws" %}') and "CalWORKs" in shown('{% program "calworks" %}')
    both = shown('{% program "joint" %}')
    assert "CWS" in both and "CalWORKs" in both
    assert "Needs information" in shown('{% state "attention" "Needs information" %}')
    with pytest.raises(KeyError):
        shown('{% state "purple" "?" %}')


@pytest.mark.usability(27)
def test_withheld_looks_the_same_whatever_is_behind_it() -> None:
    one = shown("{% withheld %}")
    assert one == shown("{% withheld %}", person="ROSA", exists=True)
    assert "Not shown." in one and "ask" in one


def test_values_of_an_extract_are_escaped_in_every_part() -> None:
    nasty = "<img src=x onerror=1>"
    for source in (
        "{% source nasty %}",
        "{% withheld nasty %}",
        '{% state "good" nasty %}',
        '{% alert "info" nasty %}{{ nasty }}{% endalert %}',
        "{% empty nasty %}{{ nasty }}{% endempty %}",
        "{% table caption=nasty columns=columns %}<tr><td>{{ nasty }}</td></tr>{% endtable %}",
        "{% table caption=nasty columns=columns stack=True %}<tr><td>–</td></tr>{% endtable %}",
    ):
        assert "<img" not in shown(source, nasty=nasty, columns=[nasty])


def test_the_title_says_error_only_after_a_failed_sending() -> None:
    source = "{% if form|has_errors %}Error:{% endif %}"
    assert shown(source, form=failed()) == "Error:"
    sent = {"name": "R", "verb": "l", "office": "a", "told": "on", "key": "k"}
    right = Contact({**sent, "born_month": "3", "born_day": "14", "born_year": "2016"})
    assert right.is_valid()
    assert shown(source, form=right) == shown(source, form=Contact()) == shown(source) == ""


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 30), "Mon, Nov 30 (8 days)"),
        (date(2026, 11, 24), "Tue, Nov 24 (2 days)"),
        (date(2026, 11, 22), "Sun, Nov 22 (today)"),
        (date(2026, 11, 23), "Mon, Nov 23 (tomorrow)"),
        (date(2026, 11, 21), "Sat, Nov 21 (yesterday)"),
        (date(2026, 11, 2), "Mon, Nov 2 (20 days ago)"),
        (date(2027, 1, 4), "Mon, Jan 4, 2027 (43 days)"),
    ],
)
def test_clocks_are_said_in_words(on: date, said: str) -> None:
    assert words.due(on, TODAY) == said


def test_moments_are_said_in_the_zone_of_the_county() -> None:
    late = datetime(2026, 11, 22, 7, 42, tzinfo=UTC)  # the evening before in California
    assert words.moment(late, TODAY) == "yesterday 11:42 p.m."


@pytest.mark.usability(22)
def test_figures_and_dates_mean_the_same_in_both_languages(settings: object) -> None:
    settings.FORMAT_MODULE_PATH = ["linkages.formats"]
    formats.reset_format_cache()
    assert words.number(12345) == "12,345" and words.number(None) == "–"
    assert words.file_size(48213) == "48 kB" and words.file_size(4821312) == "4.8 MB"
    with translation.override("es"):
        assert words.number(1234.56, 1) == "1,234.6"
        assert forms.DateField(localize=True).clean("3/11/2026") == date(2026, 3, 11)
    formats.reset_format_cache()


@pytest.mark.parametrize(
    "say", [words.day, words.due, words.birth, words.moment, words.clock_time, words.short_day]
)
@pytest.mark.parametrize("nothing", ["", None])
def test_a_missing_date_says_nothing(say: object, nothing: object) -> None:
    assert say(nothing) == ""
