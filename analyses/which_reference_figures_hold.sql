-- Which of the figures that the reference analysis reports hold on these data?
-- Empty on the sample, and wherever the input is not the file that the reference analysis was made of.
select
    task,
    figure,
    reference_value,
    measured_value,
    verdict,
    explanation_code,
    remark
from marts.reference_figures
order by task, verdict desc, figure
