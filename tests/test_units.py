"""Statements whose numbers stand in other units or other forms of the same unit than in the passage that is cited."""

import pytest

from qa.verification import Evidence, verify

TRUE = [
    ("The wind reached 120 kilometres per hour.", "The wind reached 120 km/h on Monday."),
    ("The wind reached 120 km/h.", "The wind reached 120 kilometers per hour on Monday."),
    ("The wind reached 120 kph.", "The wind reached 120 km/h on Monday."),
    ("The plant produces 3 gigawatts.", "The plant produces 3 GW of power."),
    ("The plant produces 300 megawatts.", "The plant produces 300 MW of power."),
    ("The plant produced 300 megawatt-hours.", "The plant produced 300 MWh of power."),
    ("It was 40 degrees Celsius.", "It was 40°C on Friday in Seville."),
    ("It was 40°C.", "It was 40 degrees Celsius on Friday in Seville."),
    ("The box weighs 20 kilograms.", "The box weighs 20 kg."),
    ("The box weighs 20 pounds.", "The box weighs 20 lb."),
    ("The boxes weigh 20 pounds.", "The boxes weigh 20 lbs in all."),
    ("The farm covers 40 hectares.", "The farm covers 40 ha near the river."),
    ("The bottle holds 2 litres.", "The bottle holds 2 L of water."),
    ("The wall is 30 centimetres thick.", "The wall is 30 cm thick."),
    ("The wall is 30 millimetres thick.", "The wall is 30 mm thick."),
    ("The flight took 3 hours.", "The flight took 3 h from Rome."),
    ("The climb is 8,000 feet.", "The climb is 8,000ft above the valley."),
    ("Wages rose by 1.5 percentage points.", "Wages rose by 1.5 pp in May."),
    ("Rates rose by 25 basis points.", "Rates rose by 25 bps in May."),
    ("The field is 90 yards long.", "The field is 90 yd long."),
    ("The town is 5 miles away.", "The town is 5 mi away from Rome."),
    ("The oil price fell to $70 a barrel.", "The oil price fell to $70 per barrel on Friday."),
    ("The firm pays 20 euros per hour.", "The firm pays 20 euros an hour."),
    ("The firm pays 20 euros a day.", "The firm pays 20 euros daily."),
    ("It ships 1.2 million barrels per day.", "It ships 1.2 million barrels a day to Asia."),
    ("The bank raised rates by 50 basis points.", "The bank raised rates by 50 basis points a year ago."),
    ("It cost £20.", "It cost 20 pounds in Leeds."),
    ("The baby weighed 7 pounds.", "The baby weighed 7lb at birth."),
    ("He is 24 years old.", "He is a 24-year-old."),
    ("The wind blew at 5 m/s.", "The wind blew at 5 m/s all day."),
    ("The budget is 5 million euros.", "The budget is €5m."),
    ("The tower is 300 metres high.", "The 300-metre tower is high."),
    ("He lost by 5 points.", "He lost by 5 points in Rome."),
    ("It fell 5 percent.", "It fell 5% in May."),
    ("It holds 20 GB.", "It holds 20 gigabytes."),
    ("The vote was 5 to 4.", "The vote was 5-4."),
    ("It runs on 5G.", "It runs on 5G."),
    ("In the 1990s he left.", "He left in the 1990s."),
    ("The plant uses 3 kWh.", "The plant uses 3 kilowatt hours."),
    ("It reached 104 degrees Fahrenheit.", "It reached 104°F in Phoenix."),
    ("He came second.", "He came in second."),
    ("Four in 10 people agreed.", "Four in 10 people agreed."),
    ("He ran 10 in 2024.", "He ran 10 in 2024."),
    ("It takes 2h.", "It takes 2 hours."),
    ("The plant produces 3 GW.", "The plant produces 3 gigawatts of power."),
    ("The plant uses 3 kWh.", "The plant uses 3 kilowatt-hours."),
    ("The disk holds 20 GB.", "The disk holds 20 gigabytes."),
    ("Output rose to 300 MWh.", "Output rose to 300 megawatt-hours."),
    ("The farm covers 40 ha.", "The farm covers 40 hectares near Rome."),
    ("The baby weighed 7 lb.", "The baby weighed 7 pounds."),
    ("It was 40 °C.", "It was 40 degrees Celsius on Friday."),
    ("It was 40°F.", "It was 40 degrees Fahrenheit on Friday."),
    ("The wind reached 120 KPH.", "The wind reached 120 kilometres per hour."),
    ("The yard covers 12 sq km.", "The yard covers 12 square kilometres."),
    ("The wall is 30 cm thick.", "The wall is 30 centimetres thick."),
    ("Rates rose 25 bps.", "Rates rose 25 basis points."),
]
FALSE = [
    ("It was 40 degrees Fahrenheit.", "It was 40 degrees Celsius on Friday in Seville."),
    ("It was 40°F.", "It was 40°C on Friday in Seville."),
    ("The wind reached 120 mph.", "The wind reached 120 km/h on Monday."),
    ("The wind reached 120 miles per hour.", "The wind reached 120 kilometres per hour on Monday."),
    ("The road is 120 kilometres long.", "The train goes at 120 kilometres per hour on the road."),
    ("The plant produces 3 megawatts.", "The plant produces 3 GW of power."),
    ("The plant produces 300 gigawatts.", "The plant produces 300 megawatts of power."),
    ("The plant produces 300 megawatts.", "The plant produces 300 kilowatts of power."),
    ("The box weighs 20 grams.", "The box weighs 20 kilograms."),
    ("The wall is 30 metres thick.", "The wall is 30 centimetres thick."),
    ("The wall is 30 millimetres thick.", "The wall is 30 cm thick."),
    ("The yard covers 12 acres.", "The yard covers 12 hectares."),
    ("The well gives 12 barrels.", "The well gives 12 gallons."),
    ("Rates rose by 25 percentage points.", "Rates rose by 25 basis points in May."),
    ("Rates rose by 25%.", "Rates rose by 25 basis points in May."),
    ("The disk holds 20 gigabytes.", "The disk holds 20 megabytes."),
    ("The oil price fell to $70 a gallon.", "The oil price fell to $70 per barrel on Friday."),
    ("The firm pays 20 euros an hour.", "The firm pays 20 euros a day."),
    ("Support fell by 5 percentage points.", "Support fell by 5 percent in May."),
    ("It is 3 nautical miles off.", "It is 3 miles off the coast."),
    ("The firm pays 20 euros monthly.", "The firm pays 20 euros a week."),
    ("It ships 1.2 million barrels a year.", "It ships 1.2 million barrels a day to Asia."),
    ("It reached 104 degrees Celsius.", "It reached 104 degrees Fahrenheit."),
    ("The plant uses 3 kW.", "The plant uses 3 kWh a day."),
    ("The baby weighed £7.", "The baby weighed 7lb at birth."),
]


@pytest.mark.parametrize(("statement", "cited"), TRUE)
def test_a_unit_is_itself_in_another_form(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(("statement", "cited"), FALSE)
def test_another_unit_is_withheld(statement: str, cited: str) -> None:
    assert not verify(statement, [Evidence(cited)]).supported
