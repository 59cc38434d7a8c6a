"""A round of several districts as one job: `plan_city`."""

from masstest.planner.city.executors import LOCAL, open_executor
from masstest.planner.city.fan_out import fan_out
from masstest.planner.city.kept_in_folder import KeptInFolder
from masstest.planner.city.plan_city import CityWatch, plan_city
from masstest.planner.city.problems import city_problems
from masstest.planner.city.survey import Survey, survey
from masstest.text.city_sentences import city_problem_sentence

__all__ = [
    "LOCAL",
    "CityWatch",
    "KeptInFolder",
    "Survey",
    "city_problem_sentence",
    "city_problems",
    "fan_out",
    "open_executor",
    "plan_city",
    "survey",
]
