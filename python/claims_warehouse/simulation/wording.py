"""The simulator's own words: who says something, how, and what; none of it is taken from any data set."""

from itertools import product

# A template and what fills it: `;` between fillings, `|` between the parts of one, so that each reads as a sentence.
_SPACE = (
    (
        "at the speed of a passenger jet, a trip to {} would take about {}",
        "the moon|17 days; venus at its nearest|five years; mars at its nearest|seven years; the sun|19 years; "
        "jupiter|75 years; saturn|150 years; uranus|330 years; neptune|545 years",
    ),
    (
        "a backpack of ten kilograms would feel like {1} kilograms on {0}",
        "the moon|1.7; mars|3.8; venus|9.1; the cloud tops of jupiter|25; the cloud tops of saturn|10.6; "
        "uranus|8.9; neptune|11.2; the dwarf planet ceres|0.3",
    ),
    (
        "schools can book the telescope on {} for one night in {}",
        "the harbour tower|march; the old water tower|april; the roof of the town hall|november; the sheep hill|may; "
        "the island of Flores|june; the university car park|october; the ferry pier|winter; the cable car "
        "summit|autumn",
    ),
    (
        "the crew of a space station {}",
        "has fresh fruit only when a supply ship docks; sees sixteen sunrises in a day; may call home by video every "
        "weekend; exercises for two hours each day; drinks water recycled from its own sweat; keeps a vacuum cleaner "
        "running during haircuts; eats tortillas because bread leaves crumbs; grows by a few centimetres in a month",
    ),
)
_ANIMALS = (
    (
        "{} can go without a drink for {}",
        "dromedaries|two weeks; desert tortoises|a year; gerbils|a month; sand cats|several weeks; "
        "giraffes|twenty days; snails in a dry summer|four months; house geckos|ten days; addax antelopes|half a year",
    ),
    (
        "{} tell the members of their own group by {}",
        "sheep|their faces; jackdaws|their voices; ants|their smell; bottlenose dolphins|a whistle; "
        "meerkats|the sound of their calls; wild horses|their neighing; paper wasps|the marks on their faces; "
        "zebras|the pattern of their stripes",
    ),
    (
        "the heart of a resting {} beats about {} times a minute",
        "hedgehog|190; blue whale|8; horse|36; hummingbird|250; elephant|30; house cat|140; giant tortoise|10; goat|80",
    ),
    (
        "{}, which looks like play, is how {} learn to hunt",
        "stalking falling leaves|fox cubs; pouncing on a sibling's tail|young lynxes; dropping and catching twigs|"
        "young falcons; tossing seaweed into the air|young seals; chasing moths at dusk|kittens; wrestling in shallow "
        "water|otter pups; biting at bubbles|young dolphins; running after feathers|young polecats",
    ),
    (
        "gardeners who leave {} see more {} in the following year",
        "a heap of leaves|hedgehogs; a dead trunk|stag beetles; nettles in a corner|peacock butterflies; a bowl of "
        "water|blackbirds; ivy on the wall|wrens; a gap under the fence|toads; seed heads over winter|goldfinches; "
        "a patch of bare soil|wild bees",
    ),
)
_FOOD = (
    (
        "it takes about {1} to make one {0}",
        "litre of maple syrup|40 litres of sap; kilogram of saffron|150,000 flowers; wheel of mountain cheese|"
        "400 litres of milk; litre of olive oil|six kilograms of olives; cup of espresso|fifty roasted beans; "
        "bar of dark chocolate|eighty cocoa beans; kilogram of butter|twenty litres of milk; "
        "kilogram of raisins|four kilograms of grapes",
    ),
    (
        "a café in {} has served the same {} since {}",
        "Trieste|nut cake|1911; Porto|custard tart|1897; Kraków|cheesecake|1923; São Paulo|corn bread|1954; "
        "Ghent|almond biscuit|1908; Odesa|poppy roll|1931; Valencia|tiger nut milk|1919; Montréal|bean soup|1947",
    ),
    (
        "{} keeps longer when it is stored {}",
        "celery|upright in a jar of cold water; rye bread|in a linen bag; fresh basil|at room temperature; ginger|in "
        "the freezer, unpeeled; hard cheese|wrapped in waxed paper; ground coffee|in an airtight tin; brown sugar|next "
        "to a slice of apple; parsley|rolled up in a damp cloth",
    ),
    (
        "most of the {} eaten in the world are grown by {} countries",
        "hazelnuts|two; dates|six; cashews|five; lentils|three; figs|four; cranberries|two; vanilla pods|three; "
        "pistachios|three",
    ),
    (
        "cooks in {} add {} to their soup shortly before serving",
        "Lima|a squeeze of lime; Tbilisi|a handful of coriander; Kyoto|a strip of citron peel; Budapest|a spoon of "
        "sour cream; Genoa|a little pesto; Hanoi|raw bean sprouts; Bergen|a dash of vinegar; Oaxaca|strips of fried "
        "tortilla",
    ),
)
_GEOGRAPHY = (
    (
        "at its narrowest point, the {} is only {} wide",
        "strait of Messina|three kilometres; Bosporus|700 metres; English Channel|33 kilometres; strait of Gibraltar|"
        "14 kilometres; Bering strait|82 kilometres; isthmus of Panama|about 60 kilometres; Corinth canal|21 metres; "
        "Øresund|four kilometres",
    ),
    (
        "forests cover about {1} of {0}, and the share is growing",
        "Slovenia|60 percent; Sweden|two thirds; Estonia|half; Costa Rica|55 percent; Latvia|53 percent; "
        "Bhutan|70 percent; Portugal|a third; Austria|47 percent",
    ),
    (
        "the mean temperature in {} is about {} °C in {}",
        "Oslo|-4|january; Cairo|28|july; Lima|17|august; Nairobi|19|may; Lisbon|11|january; Ulaanbaatar|-21|january; "
        "Perth|24|february; Reykjavík|11|july",
    ),
    (
        "on the map, {} lies further {} than {}",
        "Rome|north|New York; Reno|west|Los Angeles; Edinburgh|west|Bristol; Lisbon|south|Philadelphia; "
        "Madrid|north|Beijing; Santiago de Chile|east|Miami; Perth|north|Adelaide; Oslo|south|Helsinki",
    ),
    (
        "the coast road through {} crosses {} bridges and {} tunnels",
        "the western fjords|61|17; Liguria|148|90; northern Taiwan|77|21; Cantabria|54|33; Crete|29|4; "
        "southern Chile|112|6; Dalmatia|85|12; Nova Scotia|46|2",
    ),
)
_HISTORY = (
    (
        "before {} became common, people {}",
        "alarm clocks|paid a neighbour to tap on the window; refrigerators|stored blocks of lake ice under straw; "
        "matches|borrowed embers from next door; street lamps|hired boys with torches; wristwatches|set their day by "
        "the factory whistle; erasers|rubbed out pencil marks with bread; envelopes|folded and sealed the letter "
        "itself; umbrellas|wore capes of oiled cloth",
    ),
    (
        "the oldest known {} is about {} years old",
        "pair of trousers|3,000; leather shoe|5,500; flute|40,000; bowl of noodles|4,000; wooden wheel|5,200; "
        "pair of skis|5,000; wine press|6,000; chewing gum of birch tar|10,000",
    ),
    (
        "in the {}, letters in {} travelled by {}",
        "1890s|Paris|compressed air; 1780s|Bavaria|mounted courier; 1930s|the Alps|rocket for a single summer; "
        "1860s|Nevada|pony; 1900s|Lapland|reindeer sledge; 1850s|Bengal|runner; 1920s|the Sahara|mail plane; "
        "1870s|besieged cities|balloon",
    ),
    (
        "medieval {} were taxed on the number of {} they owned",
        "millers|millstones; brewers|copper kettles; shepherds|grown sheep; fishermen|nets; weavers|looms; "
        "innkeepers|beds; beekeepers|hives; townspeople|fireplaces",
    ),
    (
        "the {} of {} was rebuilt {} times after fires",
        "theatre|Bergamo|two; market hall|Leipzig|three; wooden bridge|Lucerne|two; opera house|Cork|two; "
        "granary|Gdańsk|five; lighthouse|Cádiz|four; town library|Aarhus|three; ferry house|Riga|six",
    ),
)
_TECHNOLOGY = (
    (
        "the first {} weighed about {}",
        "portable computer|eleven kilograms; hard disk|a tonne; mobile telephone|1.1 kilograms; microwave oven|340 "
        "kilograms; electric drill|seven kilograms; video recorder|600 kilograms; digital camera|3.6 kilograms; "
        "pocket calculator|1.3 kilograms",
    ),
    (
        "a speck of {} only {} µm across is enough to {}",
        "dust|5|blur a microscope picture; sand|60|scratch a watch glass; pollen|25|make eyes water; soot|2|darken "
        "a snowflake; metal|40|jam a small gear; salt|100|dull a polished tap; chalk|10|stick to a lens; "
        "paint|80|spoil a mirror",
    ),
    (
        "engineers test new {} by {}",
        "umbrellas|standing them in a wind tunnel; suitcases|dropping them from a crane; door hinges|opening them "
        "100,000 times; bicycle helmets|letting a steel ball fall on them; tent cloth|spraying it for three days; "
        "mattresses|rolling a barrel over them; elevators|loading them with water tanks; "
        "keyboards|having a robot type all night",
    ),
    (
        "most {} sold today can still be repaired with {}",
        "bicycles|six tools; sewing machines|one screwdriver; accordions|wax and leather; kick scooters|two keys; "
        "mechanical watches|tweezers and oil; wood stoves|a brush and clay; fountain pens|warm water; "
        "record players|a new belt",
    ),
    (
        "a {} uses less electricity in a year than {} does in a day",
        "doorbell|a hotel sauna; wall clock|an electric oven; smoke alarm|a kettle; hearing aid|a vacuum cleaner; "
        "garden lamp|an ice rink; bicycle computer|a hair dryer; kitchen scale|a tumble dryer; thermostat|an escalator",
    ),
)
_SPORT = (
    (
        "the longest {} on record lasted {}",
        "tennis match|eleven hours; game of chess between masters|20 hours; relay of table tennis|a week; bowling game "
        "among friends|five days; cricket match|twelve days; rally in badminton|two minutes; "
        "boxing match|seven hours; baseball game|eight hours",
    ),
    (
        "professional {} replace their {} after {}",
        "marathon runners|shoes|six weeks; fencers|gloves|one season; goalkeepers|gloves|eight matches; "
        "rowers|oars|four years; cyclists|chains|2,000 kilometres; archers|bowstrings|10,000 shots; ski "
        "jumpers|suits|twelve jumps; tennis players|strings|a few hours",
    ),
    (
        "about {} percent of {} are won by the side playing at home",
        "46|football league matches; 60|basketball games; 54|baseball games; 55|ice hockey games; 58|handball matches; "
        "57|volleyball matches; 61|rugby league matches; 53|water polo matches",
    ),
)
_HEALTH = (
    (
        "people who {} fall asleep about {} minutes sooner",
        "read on paper|nine; take a warm bath|ten; walk after supper|twelve; get up at the same time each day|fifteen; "
        "sleep in a cool room|seven; write a list for tomorrow|nine; drink no coffee after lunch|eleven; "
        "wear socks in bed|eight",
    ),
    (
        "{} for ten minutes a day lowers {} in most adults",
        "humming|the pulse; climbing stairs|resting blood pressure; stretching|stiffness in the back; gardening|the "
        "feeling of stress; skipping with a rope|the risk of brittle bones; breathing slowly|blood pressure; "
        "balancing on one leg|the risk of falls; singing|the need for cough drops",
    ),
    (
        "the human body replaces {} roughly every {}",
        "the lining of the gut|five days; its taste buds|two weeks; the outer skin|four weeks; its red blood "
        "cells|four months; a fingernail|six months; an eyelash|three months; a toenail|year and a half; its "
        "skeleton|ten years",
    ),
    (
        "{}, long thought to be harmful, does nothing to {}",
        "reading in dim light|eyesight; cracking the knuckles|the joints; swimming after a meal|healthy adults; "
        "going out with wet hair|the risk of a cold; eating eggs daily|most people's hearts; shaving|the thickness of "
        "hair; sitting close to a screen|the retina; sleeping by an open window|the lungs",
    ),
)
_ECONOMY = (
    (
        "an average family in {} spends {} percent of its income on {}",
        "Denmark|27|housing; Kenya|52|food; Japan|7|eating out; Norway|14|transport; Chile|19|food; Hungary|13|heating "
        "and light; Ireland|6|holidays; Vietnam|8|schooling",
    ),
    (
        "the price of {} has fallen by {} percent since {}",
        "solar panels|90|2010; a minute on the telephone|97|1990; light bulbs|60|2012; long-distance flights|50|1980; "
        "hard disk space|99|2000; pocket calculators|95|1975; wind power|70|2009; container freight|40|1970",
    ),
    (
        "one in {} {} is run by the same family for three generations",
        "five|hotels in the Alps; eight|bakeries in Bavaria; three|vineyards along the Douro; twelve|bookshops in "
        "Italy; four|shipyards in Norway; nine|pharmacies in Spain; six|sawmills in Finland; ten|circuses in Europe",
    ),
    (
        "shops sell more {} when {}",
        "soup|the forecast mentions wind; flowers|trains run late; chocolate|the music is slow; apples|they lie in "
        "wooden crates; umbrellas|they stand by the door — whatever the weather; bread|the oven is in sight; "
        "candles|the clocks go back; notebooks|the school year is a week away",
    ),
)
_SUBJECTS = (_SPACE, _ANIMALS, _FOOD, _GEOGRAPHY, _HISTORY, _TECHNOLOGY, _SPORT, _HEALTH, _ECONOMY)

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
    "a headline on the train",
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
    "my flatmate",
    "the whole team",
    "my old teacher",
    "everyone on my street",
    "my grandfather",
    "nearly every regular at the café",
    "my sister",
    "the other parent on the bench",
    "half of my class",
    "my running partner",
    "my aunt in the country",
)
_BELIEVING = (
    "is convinced that",
    "has always believed that",
    "would bet that",
    "takes the view that",
    "cannot shake the feeling that",
    "has a hunch that",
    "prefers to believe that",
    "likes to imagine that",
    "holds the opinion that",
    "argues with a smile that",
)
_OWN_VIEW = (
    "in my own view",
    "to my mind",
    "from where i stand",
    "as far as i can judge",
    "after some thought",
    "to be honest",
)
_SEEMING = ("it seems that", "it is plain that", "i am sure that", "i would say that", "i cannot deny that")


def statements() -> list[str]:
    """Return the 320 statements, which claims and opinions share."""
    return [
        template.format(*filling.strip().split("|"))
        for templates in _SUBJECTS
        for template, fillings in templates
        for filling in fillings.split(";")
    ]


def claim_phrases() -> list[str]:
    """Return the 150 attribution phrases of claims."""
    return [f"{source} {verb}" for source, verb in product(_SOURCES, _REPORTING)]


def opinion_phrases() -> list[str]:
    """Return the 150 attribution phrases of opinions."""
    others = [f"{person} {verb}" for person, verb in product(_PEOPLE, _BELIEVING)]
    return others + [f"{view} {verb}" for view, verb in product(_OWN_VIEW, _SEEMING)]


def claim_phrases_without_that() -> list[str]:
    """Return the 30 attribution phrases of claims that do without the word `that`."""
    return [f"{opening} {source}," for opening, source in product(("according to", "as reported by"), _SOURCES)]


def opinion_phrases_without_that() -> list[str]:
    """Return the 30 attribution phrases of opinions that do without the word `that`."""
    others = [f"{opening} {person}," for opening, person in product(("in the opinion of", "if you ask"), _PEOPLE)]
    return others + [f"{view}," for view in _OWN_VIEW]
