"""The simulator's own words: who says something, how, and what; none of it is taken from any data set."""

from itertools import product

_ANIMALS = (
    "octopuses, barn owls, hedgehogs, honeybees, sea turtles, otters, crows, elephants, bats, salmon, ants, swans, "
    "foxes, frogs, camels, penguins, squirrels, dolphins, goats, moths"
).split(", ")
_CITIES = (
    "São Paulo, Lisbon, Kyoto, Nairobi, Québec, Oslo, Lima, Hanoi, Málaga, Tbilisi, Accra, Montréal, Kraków, Porto, "
    "Jakarta, Dublin, Sydney, Zürich, Cairo, Bergen"
).split(", ")
_FOODS = (
    "coffee, rye bread, olive oil, mangoes, goat cheese, black tea, walnuts, pickled cabbage, rice noodles, lentils, "
    "honey, dark chocolate, tomatoes, oat milk, pumpkin soup, cinnamon, apricots, sardines, crème brûlée, jalapeños"
).split(", ")
_MACHINES = (
    "satellites, bicycles, wind turbines, batteries, lighthouses, elevators, telescopes, ferries, radios, typewriters, "
    "escalators, drones, sewing machines, cash registers, pianos, trams, submarines, microwaves, parachutes, airships"
).split(", ")
_STATEMENTS_ABOUT = (
    (
        _ANIMALS,
        (
            "{} can tell more than {} of their neighbours apart by sound alone",
            "a group of {} once delayed a train for {} minutes",
            "{} rest for about {} hours a week less in summer, whatever the weather",
            "most {} move more slowly at temperatures below {} °C",
        ),
    ),
    (
        _CITIES,
        (
            "the busiest bridge in {} carries {} bicycles for every car on sundays",
            "{} has a public library with more than {},000 maps, most of them drawn by hand",
            "a clock tower in {} has been running {} minutes late for a century",
            "half of the street lamps in {} were replaced within {} weeks",
        ),
    ),
    (
        _FOODS,
        (
            "a village fair once gave away {1} kilograms of {0} in a single morning",
            "people who buy {} on mondays spend {} percent less on the rest of the week",
            "the price of {} has doubled in {} years",
            "a sailor lived on {} and little else for {} weeks",
        ),
    ),
    (
        _MACHINES,
        (
            "the first {} were tested at night, {} kilometres from the nearest town",
            "more {} are repaired than sold in {} of the world's countries",
            "a small museum keeps {1} {0} in a former swimming pool",
            "{} last {} years on average, twice as long as a century ago",
        ),
    ),
)


def statements() -> list[str]:
    """Return the 320 statements, which claims and opinions share."""
    return [
        template.format(subject, 11 + (7 * number + 5 * position) % 83)
        for number, (subjects, templates) in enumerate(_STATEMENTS_ABOUT)
        for position, (template, subject) in enumerate(product(templates, subjects))
    ]


_SOURCES = (
    "a cyclist at the market",
    "the woman behind the counter",
    "a voice on the night bus",
    "the receptionist at my dentist's",
    "a leaflet in the lobby",
    "an announcer at the station",
    "a stranger in the queue",
    "the neighbour downstairs",
    "a podcast from last year",
    "a poster near the harbour",
    "the man who mends our roof",
    "a magazine at the barber's",
    "one of the ushers",
    "a chain letter",
    "the radio in the kitchen",
)
_REPORTING = (
    "reported that",
    "announced that",
    "stated that",
    "let slip that",
    "insisted that",
    "repeated that",
    "made it known that",
    "warned everybody that",
    "claimed to have proof that",
    "passed on the news that",
)
_PEOPLE = (
    "our choir",
    "my flatmates",
    "the whole team",
    "my old teacher",
    "everyone on my street",
    "my grandparents",
    "the regulars at the café",
    "my sister and i",
    "the other parents",
    "half of my class",
    "my running partner",
    "the people i trust",
    "my aunt in the country",
    "our book club",
    "i myself",
)
_BELIEVING = (
    "felt sure that",
    "always believed that",
    "would bet that",
    "took the view that",
    "could not shake the feeling that",
    "had a hunch that",
    "preferred to believe that",
    "liked to imagine that",
    "held the opinion that",
    "argued with a smile that",
)


def claim_phrases() -> list[str]:
    """Return the 150 attribution phrases of claims."""
    return [f"{source} {verb}" for source, verb in product(_SOURCES, _REPORTING)]


def opinion_phrases() -> list[str]:
    """Return the 150 attribution phrases of opinions."""
    return [f"{person} {verb}" for person, verb in product(_PEOPLE, _BELIEVING)]


def claim_phrases_without_that() -> list[str]:
    """Return the 30 attribution phrases of claims that do without the word `that`."""
    return [f"{opening} {source}," for opening, source in product(("according to", "as reported by"), _SOURCES)]


def opinion_phrases_without_that() -> list[str]:
    """Return the 30 attribution phrases of opinions that do without the word `that`."""
    return [f"{opening} {person}," for opening, person in product(("in the opinion of", "if you ask"), _PEOPLE)]
