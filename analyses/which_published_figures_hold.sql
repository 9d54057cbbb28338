-- Which of the figures that the document publishes hold on these data?
select
    task,
    figure,
    published_value,
    measured_value,
    verdict,
    explanation
from {{ ref('published_figures') }}
order by task, verdict desc, figure
