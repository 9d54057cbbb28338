{#- The columns identify a row: none of them is null, and no two rows share the values of all. -#}
{% test primary_key(model, columns) %}
select
    {{ columns | join(", ") }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(", ") }}
having count(*) > 1 or {{ columns | join(" is null or ") }} is null
{% endtest %}
