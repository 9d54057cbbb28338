{#-
    The script that most letters of a text are of, as what is known of its language; `other` without a letter of these.
    Ranges of Unicode's blocks, as engines spell the names of scripts differently.
-#}
{% macro script_of(text) -%}
    {%- set letters = {
        "Latin": "A-Za-z\\x{AA}\\x{BA}\\x{C0}-\\x{24F}\\x{1E00}-\\x{1EFF}",
        "Greek": "\\x{370}-\\x{3FF}\\x{1F00}-\\x{1FFF}",
        "Cyrillic": "\\x{400}-\\x{52F}",
        "Hebrew": "\\x{590}-\\x{5FF}",
        "Arabic": "\\x{600}-\\x{6FF}\\x{750}-\\x{77F}",
        "Devanagari": "\\x{900}-\\x{97F}",
        "Bengali": "\\x{980}-\\x{9FF}",
        "Tamil": "\\x{B80}-\\x{BFF}",
        "Thai": "\\x{E00}-\\x{E7F}",
        "Hangul": "\\x{1100}-\\x{11FF}\\x{AC00}-\\x{D7AF}",
        "Kana": "\\x{3040}-\\x{30FF}",
        "Han": "\\x{3400}-\\x{4DBF}\\x{4E00}-\\x{9FFF}",
    } -%}
    case
        -- Most texts have no letter of another script, and none is counted.
        when
            regexp_matches({{ text }}, '[A-Za-z]')
            and not regexp_matches({{ text }}, '[^{{ "\\x{0}-\\x{24F}\\x{2000}-\\x{206F}" }}]')
            then 'Latin'
        -- The greatest text begins with the greatest count; of none, `other` comes behind all names in capitals.
        else substr(
            greatest(
                '000000000other'
                {%- for script, of_script in letters.items() %},
                lpad(cast(length(regexp_replace({{ text }}, '[^{{ of_script }}]+', '', 'g')) as varchar), 9, '0') || '{{ script }}'
                {%- endfor %}
            ),
            10
        )
    end
{%- endmacro %}
