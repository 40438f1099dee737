"""Extracts that are made for other programs: bulk data of the clinical systems, national services, cohort files."""

from tests.notifier.patients.list_import.shapes.shape import A, B, C, Shape

EXTRACTS = (
    Shape(
        "EMIS bulk extract: Admin_Patient, as published readers of it have the columns",
        "EMIS extract: headings without spaces, everything quoted, sensitive and confidential flags",
        '"PatientGuid","DateOfBirth","DateOfDeath","Title","GivenName","MiddleNames","Surname","NhsNumber",'
        '"HouseNameFlatNumber","NumberAndStreet","Village","Town","County","Postcode","CarerName","SpineSensitive",'
        '"IsConfidential","EmailAddress","HomePhone","MobilePhone"\n'
        f'"g1","1965-02-18","","Mrs","Jo","Ann","Smith","{A}","","12 High Street","","Yateley","","GU46 7AA","Ann",'
        '"true","false","jo@example.com","","07700900100"\n'
        f'"g2","1993-05-23","","Ms","Ann","","Jones","{B}","","13 High Street","","Yateley","","GU46 7AA","","false",'
        '"false","","",""\n',
        {
            A: {"held": "sensitive", "mobile": "07700 900100", "email": "jo@example.com"},
            B: {"held": None, "address": "13 High Street / Yateley / GU46 7AA"},
        },
    ),
    Shape(
        "EMIS bulk extract: patients who were deactivated",
        "EMIS extract: date of deactivation, and a confidential patient",
        '"NhsNumber","Surname","DateOfBirth","DateOfDeactivation","SpineSensitive","IsConfidential"\n'
        f'"{A}","Smith","1965-02-18","2024-01-31","false","false"\n"{B}","Jones","1993-05-23","","false","true"\n'
        f'"{C}","Khan","1963-05-19","","false","false"\n',
        {A: {"held": "left"}, B: {"held": "sensitive"}, C: {"held": None}},
    ),
    Shape(
        "Warehouses of EMIS data: NULL for nothing, is_deceased and is_active",
        "Warehouse: snake_case headings, timestamps, is_deceased",
        "nhs_number,family_name,given_name,date_of_birth,is_deceased,registration_end_date\n"
        f"{A},Smith,Jo,1965-02-18 00:00:00.000000,false,NULL\n{B},Jones,Ann,1993-05-23 00:00:00.000000,true,NULL\n"
        f"{C},Khan,Ali,1963-05-19 00:00:00.000000,false,2024-01-31 00:00:00.000000\n",
        {A: {"held": None, "born": "1965-02-18"}, B: {"held": "deceased"}, C: {"held": "left"}},
    ),
    Shape(
        "SystmOne strategic reporting: SRPatient",
        "SRPatient: NHSNumber, DateBirth, DateDeath, and test patients",
        '"RowIdentifier","DateBirth","DateDeath","Title","FirstName","MiddleNames","Surname","NHSNumber","EmailAddress",'
        '"TestPatient"\n'
        f'"1","18 Feb 1965 00:00:00","","Mrs","Jo","","Smith","{A}","jo@example.com","0"\n'
        f'"2","23 May 1993 00:00:00","04 Mar 2020 00:00:00","Ms","Ann","","Jones","{B}","","0"\n',
        {A: {"born": "1965-02-18", "held": None, "email": "jo@example.com"}, B: {"held": "deceased"}},
    ),
    Shape(
        "Medicus bulk extract schema: quotation marks are escaped by a backslash",
        "Medicus: a backslash before a quotation mark inside a cell",
        "uid,nhs_number,last_name,first_name,date_of_birth,address_line_1,town,postcode\n"
        f'1,{A},Smith,Jo,1965-02-18,"The \\"Old\\" House, 1 High Street",Yateley,GU46 7AA\n'
        f"2,{B},Jones,Ann,1993-05-23,13 High Street,Yateley,GU46 7AA\n",
        {
            A: {"address": 'The "Old" House, 1 High Street / Yateley / GU46 7AA'},
            B: {"address": "13 High Street / Yateley / GU46 7AA", "lines": (3,)},
        },
    ),
    Shape(
        "Medicus bulk extract schema: a zip of one file a query",
        "Medicus: the zip itself",
        b"PK\x03\x04 with patient.csv inside",
        fault="cannot be read",
        name="A12345-medicus-extract-2026-11-22.zip",
    ),
    Shape(
        "Medicus bulk extract schema: delta extracts",
        "Medicus: an extract of what changed alone, with rows that were removed",
        "change_type,nhs_number,last_name,date_of_birth\n"
        f"updated,{A},Smith,1965-02-18\nremoved,{B},Jones,1993-05-23\nadded,{C},Khan,1963-05-19\n",
        fault="only what changed",
    ),
    Shape(
        "PDS MESH and Person_ID handbook: request file",
        "PDS request file: NHS_NO, GIVEN_NAME, ADDRESS_LINE1 to 5, POSTCODE, dates without signs",
        "UNIQUE REFERENCE,NHS_NO,FAMILY_NAME,GIVEN_NAME,GENDER,DATE_OF_BIRTH,DATE_OF_DEATH,ADDRESS_LINE1,ADDRESS_LINE2,"
        "ADDRESS_LINE3,ADDRESS_LINE4,ADDRESS_LINE5,POSTCODE,GP_PRACTICE_CODE,MOBILE_NUMBER,EMAIL_ADDRESS\n"
        f"1,{A},SMITH,JO,2,19650218,,FLAT 2,31 STATION ROAD,,FLEET,HAMPSHIRE,GU51 3GS,A12345,07700900100,"
        "JO@EXAMPLE.COM\n",
        {
            A: {
                "address": "FLAT 2 / 31 STATION ROAD / FLEET / HAMPSHIRE / GU51 3GS",
                "mobile": "07700 900100",
                "email": "jo@example.com",
                "born": "1965-02-18",
            }
        },
    ),
    Shape(
        "PDS MESH and Person_ID handbook: response file",
        "PDS response file: the number that was asked for beside the number that was found",
        "UNIQUE REFERENCE,REQ_NHS_NO,NHS_NO,FAMILY_NAME,DATE_OF_BIRTH,DATE_OF_DEATH,POST_CODE\n"
        f"1,{B},{A},SMITH,19650218,,GU51 3GS\n2,{B},{B},JONES,19930523,20200304,GU51 3GS\n",
        {A: {"held": None}, B: {"held": "deceased"}},
    ),
    Shape(
        "NHAIS GP links: download file as list-reconciliation describes it",
        "NHAIS: tildes, two records a patient, no headings",
        "503\\*\nDOW~1~1111111,1234~LNA~20210919~1500~985440~9994743546~SMITH~JO~~MRS~2~19650218~~45 HIGH STREET\n"
        "DOW~2~~YATELEY~HAMPSHIRE~GU46 7AA~Y~~~~\n",
        fault="no row of headings",
    ),
    Shape(
        "Open Exeter style lists: five address lines in capitals, postcode padded to eight",
        "NHAIS: capitals, a postcode with two spaces, a trailing comma in a line",
        "NHS NUMBER,SURNAME,FORENAMES,DATE OF BIRTH,ADDRESS 1,ADDRESS 2,ADDRESS 3,ADDRESS 4,ADDRESS 5,POSTCODE\n"
        f'{A},SMITH,JO ANN,18/02/1965,"FLAT 2,",31 STATION ROAD,,FLEET,HAMPSHIRE,KT8  2QJ\n',
        {A: {"address": "FLAT 2 / 31 STATION ROAD / FLEET / HAMPSHIRE / KT8 2QJ", "mailable": True}},
    ),
    Shape(
        "Cohort files of school vaccination services",
        "Cohort file: the child's columns, and those of two parents",
        "CHILD_FIRST_NAME,CHILD_LAST_NAME,CHILD_DATE_OF_BIRTH,CHILD_NHS_NUMBER,CHILD_ADDRESS_LINE_1,CHILD_TOWN,"
        "CHILD_POSTCODE,PARENT_1_NAME,PARENT_1_EMAIL,PARENT_1_PHONE\n"
        f"Jo,Smith,2015-02-18,{A},1 High Street,Yateley,GU46 7AA,Ann,ann@example.com,07700900101\n",
        fault="no row of headings",
    ),
    Shape(
        "Child record imports: the parent's columns begin with PrimaryParent",
        "Child list: NhsNumber of the child, contacts of a parent alone",
        "FirstName,LastName,DateOfBirth,NhsNumber,AddressHouseNo,AddressLine1,Town,Postcode,PrimaryParentEmail,"
        "PrimaryParentPhone\n"
        f"Jo,Smith,18/02/2015,{A},1,High Street,Yateley,GU46 7AA,ann@example.com,07700900101\n",
        {A: {"mobile": None, "email": None, "mailable": True}},
    ),
    Shape(
        "Call and recall tools: NHS numbers in column A, dates of birth in column B, no headings",
        "Numbers and dates alone, without headings",
        f"{A},18/02/1965\n{B},23/05/1993\n",
        fault="no row of headings",
    ),
    Shape(
        "Programs that hand lists on as JSON",
        "JSON under the name of a list",
        f'[{{"nhs_number": "{A}", "surname": "Smith", "date_of_birth": "1965-02-18"}}]\n',
        fault="JSON",
    ),
    Shape(
        "SystmOne strategic reporting and EMIS bulk extract: test patients are marked",
        "a test patient by a flag, TRUE and FALSE",
        f'"NHSNumber","Surname","DateBirth","TestPatient"\n"{A}","Smith","18 Feb 1965","TRUE"\n'
        f'"{B}","Jones","23 May 1993","FALSE"\n',
        {A: {"held": "in doubt"}, B: {"held": None}},
        says=("marked as a test patient",),
    ),
    Shape(
        "Warehouses of EMIS data: is_active and is_deleted",
        "records that are no longer active, and records that were deleted",
        f"nhs_number,surname,date_of_birth,is_active,is_deleted\n{A},Smith,1965-02-18,true,false\n"
        f"{B},Jones,1993-05-23,false,false\n{C},Khan,1963-05-19,true,true\n",
        {A: {"held": None}, B: {"held": "left"}, C: {"held": "left"}},
    ),
    Shape(
        "EMIS: the type of a registration",
        "Patient Type: Regular, Temporary, and a type that nobody has seen before",
        f"NHS Number,Surname,Date of Birth,Patient Type\n{A},Smith,18-Feb-1965,Regular\n"
        f"{B},Jones,23-May-1993,Temporary\n{C},Khan,19-May-1963,Walk-In Patient\n",
        {A: {"held": None}, B: {"held": "left"}, C: {"held": "left"}},
        says=("Walk-In Patient",),
    ),
    Shape(
        "Exports whose only column about it is called Status",
        "Status: Dead, Active, and Left",
        f"NHS Number,Surname,Date of Birth,Status\n{A},Smith,18-Feb-1965,Dead\n{B},Jones,23-May-1993,Active\n"
        f"{C},Khan,19-May-1963,Left\n",
        {A: {"held": "deceased"}, B: {"held": None}, C: {"held": "left"}},
    ),
    Shape(
        "Tilde-separated files with headings",
        "tildes between the columns",
        f"NHS Number~Surname~DOB~Address~Postcode\n{A}~Smith~18/02/1965~1 High Street, Yateley~GU46 7AA\n",
        {A: {"address": "1 High Street / Yateley / GU46 7AA", "mailable": True}},
    ),
    Shape(
        "Databases that write line breaks as code",
        "an address with line breaks as backslash and n, and as tags",
        f"NHS Number,Surname,DOB,Address,Postcode\n{A},Smith,18/02/1965,1 High Street\\nYateley,GU46 7AA\n"
        f"{B},Jones,23/05/1993,2 High Street<br>Yateley,GU46 7AA\n",
        {A: {"address": "1 High Street / Yateley / GU46 7AA"}, B: {"address": "2 High Street / Yateley / GU46 7AA"}},
    ),
)
