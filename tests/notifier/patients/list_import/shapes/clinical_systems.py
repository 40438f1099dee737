"""Reports as the clinical systems' own screens export them: EMIS Web, SystmOne, Vision, and the tools beside them."""

from tests.notifier.patients.list_import.shapes.shape import A, B, C, Shape

CLINICAL_SYSTEMS = (
    Shape(
        "EMIS Web: list report, as published report models and support pages have it",
        "EMIS list report: preamble, house and street apart, total row",
        "Patients for letters\r\nRun Date:,22-Nov-2026 09:14\r\n\r\n"
        "EMIS Number,Organisation Code,Usual GP's Full Name,NHS Number,Title,Family Name,Calling Name,Age,"
        "Date of Birth,Gender,House Name / Flat Number,Number and Street,Locality,Town,County,Postcode,Home Telephone,"
        "Mobile Telephone,E-mail Address\r\n"
        '101,A12345,"TOOSY, Raza (Dr)",999 474 3546,Mrs,Smith,Jo,61,18-Feb-1965,Female,Flat 2,31 Station Road,,Fleet,'
        "Hampshire,GU51 3GS,01252 555010,07700 900100,jo@example.com\r\n\r\nTotal,1\r\n",
        {
            A: {
                "name": "Mrs Jo Smith",
                "born": "1965-02-18",
                "mobile": "07700 900100",
                "email": "jo@example.com",
                "address": "Flat 2 / 31 Station Road / Fleet / Hampshire / GU51 3GS",
                "mailable": True,
            }
        },
    ),
    Shape(
        "EMIS Web: list report (primarycareit support: list reports leave repeated cells blank)",
        "EMIS list report: repeated cells blank below a patient's first row",
        "NHS Number,Surname,Date of Birth,Mobile Telephone,Code Term,Code,Date\n"
        f"{A},Smith,18-Feb-1965,07700 900100,Implied consent,9Ndl.,01-Jan-2020\n"
        ",,,,Express consent,9Ndn.,01-Jan-2022\n"
        f"{B},Jones,23-May-1993,07700 900101,,,\n",
        {A: {"held": "express consent", "mobile": "07700 900100"}, B: {"held": None, "mobile": "07700 900101"}},
    ),
    Shape(
        "EMIS Web: appointment and patient reports",
        "EMIS Patient Details in one cell, with the title behind",
        f'Patient Details,NHS Number,Date of Birth,Postcode\n"SMITH, Jo (Mrs)",{A},18-Feb-1965,GU51 3GS\n',
        {A: {"name": "Mrs Jo SMITH", "mailable": False, "said": 0}},
    ),
    Shape(
        "EMIS Web: patient report with several features",
        "EMIS: two code columns side by side, SNOMED and term, latest wins",
        "NHS Number,Surname,Date of Birth,Code Term,SNOMED CT Concept ID,Date,Code Term,SNOMED CT Concept ID,Date\n"
        f"{A},Smith,18-Feb-1965,Opted out,416308001,04-Mar-2020,,,\n"
        f"{B},Jones,23-May-1993,,,,Opted out,416308001,04-Mar-2020\n",
        {A: {"held": "already opted out"}, B: {"held": "already opted out"}},
    ),
    Shape(
        "AccuRx, batch messaging help: the least that EMIS practices upload",
        "EMIS number and NHS number alone",
        f"EMIS Number, NHS Number\n101, {A}\n",
        fault="no column for date of birth or surname",
    ),
    Shape(
        "AccuRx, batch messaging help: SystmOne's column is called Telecom Number",
        "SystmOne for AccuRx: Telecom Number with a mobile, a landline and two numbers",
        "NHS Number, Date of Birth, Telecom Number, Surname\n"
        f"{A}, 18 Feb 1965, 07700900100, Smith\n{B}, 23 May 1993, 01252 555010, Jones\n"
        f"{C}, 19 May 1963, 07700900102 / 01252 555011, Khan\n",
        {A: {"mobile": "07700 900100"}, B: {"mobile": None}, C: {"mobile": "07700 900102"}},
        says=("mobile is a landline",),
    ),
    Shape(
        "SystmOne: breakdown of a clinical report, one address cell",
        "SystmOne: byte order mark, address with line breaks in quotation marks, date with month name",
        '\ufeff"NHS number","Title","First name","Surname","Date of birth","Full address","Postcode"\r\n'
        f'"{A}","Mrs","Jo","Smith","18 Feb 1965","Rose Cottage\n38 Back Lane\nFleet","GU51 3GS"\r\n',
        {A: {"address": "Rose Cottage / 38 Back Lane / Fleet / GU51 3GS", "name": "Mrs Jo Smith", "lines": (2,)}},
    ),
    Shape(
        "SystmOne: report output with times",
        "SystmOne: dates with a time of midnight",
        f"NHS number,Surname,Date of birth,Date of death\n{A},Smith,18 Feb 1965 00:00,\n"
        f"{B},Jones,23 May 1993 00:00,04 Mar 2020 00:00\n",
        {A: {"born": "1965-02-18", "held": None}, B: {"held": "deceased"}},
    ),
    Shape(
        "Ardens, preferred contact method: letter, SMS, email, unknown, no communication",
        "SystmOne: preferred contact method",
        "NHS number,Surname,Date of birth,Mobile telephone,Preferred contact method\n"
        f"{A},Smith,18 Feb 1965,07700900100,Letter\n{B},Jones,23 May 1993,07700900101,SMS\n"
        f"{C},Khan,19 May 1963,07700900102,No communication\n",
        {A: {"no texts": True}, B: {"no texts": False}, C: {"no texts": True, "no emails": True}},
    ),
    Shape(
        "SystmOne: registration status in reports",
        "SystmOne: registration status Applied, Deducted, Temporary",
        "NHS number,Surname,Date of birth,Registration status\n"
        f"{A},Smith,18 Feb 1965,Applied\n{B},Jones,23 May 1993,Deducted\n{C},Khan,19 May 1963,Temporary resident\n",
        {A: {"held": None}, B: {"held": "left"}, C: {"held": "left"}},
    ),
    Shape(
        "SystmOne: saved from the results grid",
        "SystmOne: tabs under a name that ends with .csv",
        f"NHS number\tSurname\tDate of birth\tMobile number\n{A}\tSmith\t18 Feb 1965\t07700900100\n",
        {A: {"mobile": "07700 900100"}},
    ),
    Shape(
        "SystmOne: house name, number and road in columns of their own",
        "SystmOne: a house number alone, and the road",
        "NHS number,Surname,Date of birth,House name,House number,Road,Locality,Town,County,Postcode\n"
        f"{A},Smith,18 Feb 1965,,12a,High Street,,Fleet,Hampshire,GU513GS\n",
        {A: {"address": "12a High Street / Fleet / Hampshire / GU51 3GS", "mailable": True}},
    ),
    Shape(
        "SystmOne: correspondence address beside the home address",
        "SystmOne: two whole addresses, of which one is blank for one patient",
        "NHS number,Surname,Date of birth,Home full address,Home postcode,Correspondence full address,"
        "Correspondence postcode\n"
        f'{A},Smith,18 Feb 1965,"1 Home Street, Yateley",GU46 7AA,"PO Box 9, Leeds",LS1 1AA\n'
        f'{B},Jones,23 May 1993,"2 Home Street, Yateley",GU46 7AA,,\n',
        {A: {"address": "PO Box 9 / Leeds / LS1 1AA"}, B: {"address": "2 Home Street / Yateley / GU46 7AA"}},
        says=("letters go to the correspondence address, and not to the home address",),
    ),
    Shape(
        "Vision: data extracts as published transforms read them",
        "Vision: capitals with underscores, dates without signs, active flag and removed date",
        "PID,REFERENCE,NHS_NUMBER,SURNAME,FORENAME,TITLE,DATE_OF_BIRTH,SEX,ADDRESS_1,ADDRESS_2,ADDRESS_3,POSTCODE,"
        "MOBILE_NUMBER,DATE_OF_DEATH,REMOVED_DATE\n"
        f"1,55,{A},SMITH,JO,MRS,19650218,F,12 HIGH STREET,YATELEY,,GU46 7AA,07700900100,,\n"
        f"2,56,{B},JONES,ANN,MS,19930523,F,13 HIGH STREET,YATELEY,,GU46 7AA,,,20240131\n",
        {
            A: {"name": "MRS JO SMITH", "born": "1965-02-18", "address": "12 HIGH STREET / YATELEY / GU46 7AA"},
            B: {"held": "left"},
        },
    ),
    Shape(
        "Vision: Read codes with their term ids",
        "Vision: Read codes of seven characters",
        "NHS Number,Surname,Date of Birth,Read Code,Read Term,Event Date\n"
        f"{A},Smith,18/02/1965,9Ndo.00,Express dissent,04/03/2020\n"
        f"{B},Jones,23/05/1993,9Ndl.00,Implied consent,04/03/2020\n",
        {A: {"held": "already opted out"}, B: {"held": None}},
    ),
    Shape(
        "Vision: patient groups listed by name",
        "Vision: surname and forename in one cell, no title",
        f'Name,NHS Number,DOB,Address,Post Code\n"Smith, Jo",{A},18/02/1965,"12 High Street, Yateley",GU46 7AA\n',
        {A: {"name": "Jo Smith", "address": "12 High Street / Yateley / GU46 7AA"}},
    ),
    Shape(
        "Mail-merge files of practices",
        "Mail merge: salutation, address block in one cell with the postcode in it",
        "NHS No;Title;Forename;Surname;DOB;Address Block\n"
        f"{A};Mrs;Jo;Smith;18.02.1965;12 High Street, Yateley, Hampshire, GU46 7AA\n",
        {A: {"address": "12 High Street / Yateley / Hampshire / GU46 7AA", "born": "1965-02-18", "mailable": True}},
    ),
    Shape(
        "Practice lists with next of kin",
        "Next of kin and carer's contacts beside the patient's",
        "NHS Number,Surname,Date of Birth,Mobile Telephone,Next of Kin Name,Next of Kin Mobile,"
        "Carer's Mobile,Emergency Contact Email\n"
        f"{A},Smith,18-Feb-1965,,Ann Smith,07700 900101,07700 900102,ann@example.com\n",
        {A: {"mobile": None, "email": None}},
    ),
    Shape(
        "Practice lists with next of kin",
        "Next of kin whose columns are called Mobile and Postcode again",
        "NHS Number,Surname,Date of Birth,Address,Postcode,Mobile,Next of Kin,Relationship,Mobile,Address,Postcode\n"
        f'{A},Smith,18-Feb-1965,"1 High Street, Yateley",GU46 7AA,07700 900100,Ann,Wife,07700 900101,'
        '"2 Low Road, Hook",RG27 9AA\n',
        {A: {"mobile": "07700 900100", "address": "1 High Street / Yateley / GU46 7AA"}},
    ),
)
