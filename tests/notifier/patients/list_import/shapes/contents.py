"""What stands in the cells of real lists: words for nothing, doubts, addresses that are none, contacts of two kinds."""

from tests.notifier.patients.list_import.shapes.shape import A, B, C, Shape

_IDENTITY = "NHS Number,Surname,Date of Birth"
_JO, _ANN, _ALI = f"{A},Smith,18/02/1965", f"{B},Jones,23/05/1993", f"{C},Khan,19/05/1963"


def _list(headings: str, *rows: str) -> str:
    people = (_JO, _ANN, _ALI)
    return "\n".join([f"{_IDENTITY},{headings}", *(f"{who},{row}" for who, row in zip(people, rows, strict=False)), ""])


CONTENTS = (
    Shape(
        "Databases: NULL in every column without a value",
        "NULL for nothing",
        _list("Title,Mobile,Date of Death,Deducted Date,SMS Consent", "NULL,07700 900100,NULL,NULL,NULL"),
        {A: {"held": None, "no texts": False, "name": "Smith", "mobile": "07700 900100"}},
    ),
    Shape(
        "Databases: open ends and zero dates",
        "31/12/9999 as the end of a registration, 00/00/0000 as a date of death",
        _list("Date of Death,Deducted Date", "00/00/0000,31/12/9999", ",01/01/1900"),
        {A: {"held": None}, B: {"held": None}},
    ),
    Shape(
        "Registration status in words",
        "words that deny a registration",
        _list("Patient Status", "No longer registered", "Not currently registered", "Currently registered"),
        {A: {"held": "left"}, B: {"held": "left"}, C: {"held": None}},
    ),
    Shape(
        "Consent columns in the words of several tools",
        "consent to texts: No, Declined, and a word that nobody knows",
        _list("Mobile,Consents to SMS", "07700 900100,No", "07700 900101,Declined", "07700 900102,Perhaps"),
        {A: {"no texts": True}, B: {"no texts": True}, C: {"no texts": True}},
        says=("Perhaps",),
    ),
    Shape(
        "Sensitive flags in the words of several systems",
        "S, a word that nobody knows, and none",
        _list("S Flag", "S", "Possibly", ""),
        {A: {"held": "sensitive"}, C: {"held": None}, B: {}},
        says=("Possibly",),
    ),
    Shape(
        "Terms without codes",
        "the term of an express consent, without its code",
        _list(
            "Code Term,Code Date",
            "Express consent for core and additional Summary Care Record dataset upload,01/01/2020",
            ",",
        ),
        {A: {"held": "express consent"}, B: {"held": None}},
    ),
    Shape(
        "Codes that a spreadsheet shortened",
        "a code as a power of ten",
        _list("SNOMED code,Code Date", "5.13631E+14,01/01/2020", "416308001,01/01/2020"),
        {A: {"held": "in doubt"}, B: {"held": "already opted out"}},
    ),
    Shape(
        "Addresses that say that nobody is there",
        "gone away, return to sender, address not known",
        _list("Address,Postcode", "Gone away,GU46 7AA", "Return to sender,GU46 7AA", "Address not known,GU46 7AA"),
        {A: {"mailable": False}, B: {"mailable": False}, C: {"mailable": False}},
    ),
    Shape(
        "Addresses of patients without one",
        "no fixed abode, care of the surgery, a dash",
        _list("Address,Postcode", "NFA,ZZ99 3VZ", "c/o The Surgery,GU46 7AA", "-,GU46 7AA"),
        {A: {"mailable": False}, B: {"mailable": False}, C: {"mailable": False}},
    ),
    Shape(
        "Addresses that are not whole",
        "a town alone, a postcode alone, a postcode that there cannot be",
        _list("Address,Postcode", "Yateley,GU46 7AA", ",GU46 7AA", "1 High Street Yateley,XX1 1AA"),
        {A: {"mailable": False}, B: {"mailable": False}, C: {"mailable": False}},
    ),
    Shape(
        "Postcodes as people type them",
        "spaced, with the country behind, with a letter O for the nought",
        _list(
            "Address,Postcode", "1 High Street,G U 4 6 7 A A", '2 High Street,"GU46 7AA, UK"', "3 High Street,GU46 OAA"
        ),
        {
            A: {"address": "1 High Street / GU46 7AA", "mailable": True},
            B: {"address": "2 High Street / GU46 7AA", "mailable": True},
            C: {"address": "3 High Street / GU46 0AA", "mailable": True},
        },
        says=("read as GU46 0AA",),
    ),
    Shape(
        "Addresses of the forces",
        "a BFPO number and its postcode, both ways round, with a country behind",
        _list(
            "Address,Postcode",
            '"4 Signals, BFPO 57",BF1 2AT',
            '"4 Signals, BF1 2AT",BFPO 57',
            '"4 Signals, BFPO 57, Cyprus",BF1 2AT',
        ),
        {number: {"address": "4 Signals / BFPO 57 / BF1 2AT", "mailable": True} for number in (A, B, C)},
        says=("country left out of the address",),
    ),
    Shape(
        "Postcodes without a column of their own",
        "the postcode as the last of the numbered lines",
        _list("Address 1,Address 2,Address 3", "1 High Street,Yateley,GU46 7AA", "2 High Street,Yateley GU46 7AA,"),
        {
            A: {"address": "1 High Street / Yateley / GU46 7AA", "mailable": True},
            B: {"address": "2 High Street / Yateley / GU46 7AA", "mailable": True},
        },
    ),
    Shape(
        "Two whole addresses and one without a postcode",
        "a correspondence address to which no post goes gives way to the home address",
        _list(
            "Address 1,Town,Postcode,Correspondence Address 1,Correspondence Town,Correspondence Postcode",
            "1 Home Street,Yateley,GU46 7AA,PO Box 9,Leeds,",
            "2 Home Street,Yateley,GU46 7AA,Do not post,,",
        ),
        {A: {"address": "1 Home Street / Yateley / GU46 7AA", "mailable": True}, B: {"mailable": False}},
        says=("no post goes to the correspondence address",),
    ),
    Shape(
        "Two phones for one thing",
        "Mobile 1 and Mobile 2, of which one is a landline",
        _list(
            "Mobile 1,Mobile 2", "01252 555010,07700 900100", "07700 900101,07700 900102", "07700 900103,07700 900103"
        ),
        {A: {"mobile": "07700 900100"}, B: {"mobile": "07700 900101"}, C: {"mobile": "07700 900103"}},
        says=("a second mobile: the one before it is used",),
    ),
    Shape(
        "Phones with words beside them",
        "a mother's number by its word, a number with a warning, two numbers in one cell",
        _list("Mobile", "07700 900100 (mum)", "07700 900101 do not use", "07700 900102 or 07700 900103"),
        {A: {"mobile": "07700 900100"}, B: {"mobile": None}, C: {"mobile": None}},
        says=("mobile comes with a warning", "two different mobile numbers"),
    ),
    Shape(
        "Reports that join two tables",
        "the NHS number of both tables, the same in every row",
        _list("NHS Number", A, B),
        {A: {}, B: {}},
        says=("say the same in every row",),
    ),
    Shape(
        "Reports that join two tables",
        "the NHS number of both tables, different in one row",
        _list("NHS Number", A, C),
        fault="Several columns could be the same thing",
    ),
    Shape(
        "One number on two people",
        "a number that stands on two different people",
        f"{_IDENTITY}\n{_JO}\n{A},Jones,23/05/1993\n{_ALI}\n",
        {C: {}},
        refused=("one NHS number, two different people",) * 2,
    ),
    Shape(
        "Dates of two centuries",
        "two-digit years, and a birth date that is still to come",
        f"{_IDENTITY}\n{A},Smith,18/02/65\n{B},Jones,23/05/2193\n{_ALI}\n",
        {C: {}},
        refused=("date of birth with a two-digit year", "date of birth in the future"),
    ),
    Shape(
        "Notes below the list",
        "a footer of several sentences, and a count",
        f"{_IDENTITY}\n{_JO}\n\nReport generated by EMIS on 22/11/2026\nNumber of patients: 1\n*** Confidential ***\n",
        {A: {}},
    ),
    Shape(
        "Names of one word, and names that mean nothing elsewhere",
        "a surname Null, where no other cell says NULL",
        f"{_IDENTITY}\n{A},Null,18/02/1965\n{_ANN}\n",
        {A: {"name": "Null"}, B: {}},
    ),
    Shape(
        "SystmOne contact details: a row for each number, with its type",
        "a row for each number: a landline, a mobile, and the next of kin's",
        f"{_IDENTITY},Contact Type,Telecom Number\n{_JO},Home,01252 555010\n{_JO},Mobile,07700 900100\n"
        f"{_JO},Next of kin,07700 900101\n{_ANN},Carer,07700 900102\n",
        {A: {"mobile": "07700 900100"}, B: {"mobile": None}},
        says=("a number of somebody else: not used",),
    ),
    Shape(
        "SystmOne address history: a row for each address, with its type",
        "a row for each address, the previous one first",
        f'{_IDENTITY},Address Type,Address,Postcode\n{_JO},Previous,"2 Old Road, Hook",RG27 9AA\n'
        f'{_JO},Home,"1 High Street, Yateley",GU46 7AA\n',
        {A: {"address": "1 High Street / Yateley / GU46 7AA", "mailable": True}},
        says=("an address of somebody else, or of before: not used",),
    ),
)
