{#-
    The two halves of a transcript: who says so (`attribution_phrase`) and what is said (`statement`). They meet at the
    first "that"; where there is none, behind an opening such as "according to NAME," or behind the first word of
    saying, seeing or believing, together with a source of its own ("mentioned the media discovered"). A transcript
    without any of these is its own phrase and its own statement.
-#}
{% macro attribution_phrase(text) -%}
    {%- set words = [
        "announced", "believe", "believes", "claimed", "claims", "discovered", "feel", "feels", "found", "guess", "heard",
        "learned", "learnt", "mentioned", "opinion", "read", "reported", "revealed", "said", "says", "suppose", "think",
        "thinks", "view", "wrote",
    ] | join("|") -%}
    coalesce(
        {% for pattern in [
            "^(.*?)\\s+that\\s",
            "^((?:according to|as [a-z]+ by|if you ask|in the (?:opinion|view) of)\\b[^,]*),\\s",
            "^(.*?\\b(?:" ~ words ~ ")(?: the [a-z]+ (?:" ~ words ~ "))?)\\s",
        ] -%}
        nullif(regexp_extract({{ text }}, '{{ pattern }}', 1, 'is'), ''),
        {% endfor -%}
        {{ text }}
    )
{%- endmacro %}

{#- The half that follows the phrase, without the "that" or the comma between them. -#}
{% macro attributed_statement(text, phrase) -%}
    coalesce(
        nullif(regexp_replace(substr({{ text }}, length({{ phrase }}) + 1), '^(,|\s+that\s)?\s*', '', 'i'), ''),
        {{ text }}
    )
{%- endmacro %}

{#-
    Whether the phrase is an attribution: an opening of at most twelve words, in one sentence. A "that" further on joins
    parts of a sentence, or ends a story.
-#}
{% macro is_attribution(text, phrase) -%}
    (
        {{ phrase }} != {{ text }}
        and regexp_matches({{ phrase }}, '^\s*\S+(\s+\S+){0,11}\s*$')
        and not regexp_matches({{ phrase }}, '[.!?;:]')
    )
{%- endmacro %}
