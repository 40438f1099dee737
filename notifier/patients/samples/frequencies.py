"""What sample patients are made of, and how common each is (per cent)."""

AGES = (
    (0, 4, 5),
    (5, 10, 7),
    (11, 15, 6),
    (16, 17, 2.5),
    (18, 24, 8.5),
    (25, 44, 28),
    (45, 64, 25.5),
    (65, 79, 13),
    (80, 89, 3.7),
    (90, 99, 0.8),
)
FEMALE = (
    "Abigail Agnieszka Amina Bronwen Chloë Deborah Elizabeth Farzana Grace Hannah Ifeoma Jean Kavita Linda Maria Nia "
    "Olive Paula Renée Sunita Zoë"
).split()
MALE = (
    "Adam Adebayo Brendan Callum David Emrys Farouk Gareth Harold Imran José Karol Liam Manjit Nathan Owen Patrick "
    "Rhys Stanley Tariq William"
).split()
FAMILY = (
    "Adeyemi Akhtar Bennett Bielski Carter Chowdhury Dąbrowski Edwards Fernández Foster Griffiths Harrison Hussain "
    "Ivanov Jenkins Kelly Lloyd Łukasik Marshall McKenzie Mitchell Morgan Núñez O'Connor O'Leary Parmar Pearce Popescu "
    "Rahman Reid Sharma Stone Turner Wood Yılmaz Yusuf Žižek ap-Gwilym de-Souza Fitz-Hugh"
).split()
STREETS = (
    "Beech Avenue",
    "Chapel Lane",
    "Coopers Hill",
    "Elm Grove",
    "Kings Road",
    "Market Street",
    "Mill Close",
    "Park View",
    "St Ann's Way",
    "Vicarage Road",
)
TOWNS = (("Blackwater", "Surrey", "GU17"), ("Yateley", "Hampshire", "GU46"), ("Fleet", "Hampshire", "GU51"))
CARE_HOMES = ("The Larches Care Home", "Meadow House Nursing Home", "St Hilda's Care Home")
LANGUAGES = (
    ("English", 84), ("", 7), ("Polish", 1.2), ("Romanian", 1.0), ("Panjabi", 0.6), ("Urdu", 0.6), ("Arabic", 0.6),
    ("Bengali", 0.6), ("Gujarati", 0.5), ("Portuguese", 0.5), ("Spanish", 0.5), ("Italian", 0.4), ("Turkish", 0.4),
    ("Nepali", 0.4), ("Somali", 0.3), ("French", 0.4), ("Tamil", 0.3), ("Chinese", 0.3), ("Persian", 0.2),
    ("Ukrainian", 0.2),
)  # fmt: skip
FORMATS = (
    ("", 98.63),
    ("Requires written information in at least 20 point sans serif font", 1.0),
    ("Requires information in Easy read", 0.2),
    ("Requires information verbally", 0.1),
    ("British Sign Language interpreter needed", 0.05),
    ("Requires information in contracted (Grade 2) Braille", 0.02),
)
DISSENTS = (
    ("9Ndo.", "Express dissent for Summary Care Record dataset upload"),
    ("93C3.", "Refused consent for upload to national shared electronic record"),
    ("XaXj6", "Express dissent for Summary Care Record dataset upload"),
    ("416308001", "Refused consent for upload to national shared electronic record"),
)
CONSENTS = (
    ("9Ndn.", "Express consent for core and additional Summary Care Record dataset upload"),
    ("9Ndm.", "Express consent for core Summary Care Record dataset upload"),
)
IMPLIED = ("9Ndl.", "Implied consent for core Summary Care Record dataset upload")
TYPE_1 = ("9Nu0.", "Dissent from secondary use of GP patient identifiable data")
LABELS = {code: "already opted out" for code, _ in DISSENTS} | {code: "express consent" for code, _ in CONSENTS}
