{#-
    Why a text is no address that a reader may be led to, or null where it is one or the text is missing. A host is written
    in ASCII, so that it looks like what it is, and nobody's name stands before it; behind it nothing stands that ends an
    attribute of HTML, changes the direction of writing or cannot be seen.
-#}
{% macro invalid_web_address(column_name) -%}
    {%- set host = "[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?" -%}
    {%- set unseen = "\\x{00}-\\x{20}\\x{7F}-\\x{A0}\\x{AD}\\x{2000}-\\x{200F}\\x{2028}-\\x{202F}\\x{2060}-\\x{206F}\\x{3000}\\x{FEFF}" -%}
    {%- set rest = "[/?#][^\"<>`\\\\" ~ unseen ~ "]*" -%}
    case
        when length({{ column_name }}) > 2000 then '{{ column_name }} is longer than 2000 characters'
        when not regexp_full_match({{ column_name }}, '[Hh][Tt][Tt][Pp][Ss]?://{{ host }}({{ rest }})?')
            then '{{ column_name }} is not an http or https address'
    end
{%- endmacro %}
