{#- Every list holds at least one element. -#}
{% test not_empty_list(model, column_name) %}
select {{ column_name }}
from {{ model }}
where len({{ column_name }}) = 0
{% endtest %}
