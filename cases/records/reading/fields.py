"""What a column can mean, and which category of information (C1 to C7) its facts belong to.

Categories follow the county's information-sharing table: C1 identity and worker, C2 program
status, C3 Welfare-to-Work activities and hours, C4 Social Security number, C5 child welfare
involvement, C6 what comes from a report of abuse, C7 placement. Three choices are made here:

- The *date of removal* is C5: CalWORKs needs it to run the clock of temporary absence. The *type
  of placement* is C7, since it says who cares for the child.
- Facts of a case in Emergency Response are C6 as a whole (see `rows`): they come from a report.
- Homeless assistance is C3, a supportive service.
"""

from dataclasses import dataclass

from cases.people.identity import Program

BOTH = (Program.CWS, Program.CALWORKS)
CWS_ONLY = (Program.CWS,)
CALWORKS_ONLY = (Program.CALWORKS,)


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical field.

    `header` is its plain column name in messages; `names` are the other spellings, squeezed to
    lower-case letters and digits. `form` is `header` for parts of the identity header (read by
    name in `rows`), otherwise how the fact is read: `text`, `free` (scanned for words that may
    not be stored), `date` or `number`, or the name of a table in `codes`.
    """

    name: str
    category: str
    header: str
    names: tuple[str, ...]
    form: str = "header"
    programs: tuple[Program, ...] = BOTH


def _field(name: str, category: str, names: str, form: str = "header", *, only: str = "") -> Field:
    programs = {"": BOTH, "cws": CWS_ONLY, "calworks": CALWORKS_ONLY}[only]
    header, *rest = names.split()
    return Field(name, category, header, (header.replace("_", ""), *rest), form, programs)


FIELDS: tuple[Field, ...] = (
    _field("county", "C1", "county countycode countyid"),
    _field("client_id", "C1", "client_id clientid19 cwsclientid clientidentifier", only="cws"),
    _field("cares_id", "C1", "cares_id caresid cwscaresid caresclientid caresperson", only="cws"),
    _field(
        "old_id",
        "C1",
        "old_id legacy_id legacyid legacyclientid oldclientid cwscmsid cwscmsclientid "
        "cmsclientid previousclientid frozencin oldcin previouscin",
    ),
    _field("cin", "C1", "cin clientindexnumber clientindexno"),
    _field("case_id", "C1", "case_id caseid19 cwscaseid caseidentifier", only="cws"),
    _field("household_id", "C1", "household_id householdid familyid", only="cws"),
    _field("case_no", "C1", "case_no casenumber caseno calworkscaseno", only="calworks"),
    _field("person_no", "C1", "person_no personnumber personno", only="calworks"),
    _field("surname", "C1", "last_name last lastname surname familyname lname"),
    _field("given", "C1", "first_name first firstname givenname fname"),
    _field("middle", "C1", "middle_name middle mi middleinitial mname"),
    _field("suffix", "C1", "suffix namesuffix"),
    _field("born", "C1", "dob dateofbirth birthdate birthdt"),
    _field("born_estimated", "C1", "est_dob estimateddob dobestimated dobest"),
    _field("died", "C1", "death_date dateofdeath dod deathdt"),
    _field("ssn", "C4", "ssn socialsecuritynumber ssno socialsecurityno"),
    _field("sex", "C1", "sex gender"),
    _field("street", "C1", "address street streetaddress address1 addressline1"),
    _field("city", "C1", "city"),
    _field("postal", "C1", "zip zipcode postalcode"),
    _field("phone", "C1", "phone telephone phonenumber homephone"),
    _field("role", "C1", "role aurole rolecode persontype"),
    _field("relationship", "C1", "relationship reltochild relationtype"),
    _field("in_home", "C1", "in_home samehome inhomeind", only="cws"),
    _field("language_spoken", "C1", "lang_spoken lang language primarylanguage languagespoken"),
    _field("language_written", "C1", "lang_written languagewritten writtenlanguage"),
    _field("limited_access", "C1", "limited_access limitedaccesscode sensitivityind sensitivity"),
    _field("race_ethnicity", "C1", "race_ethnicity race primaryethnicity racecode"),
    _field("hispanic", "C1", "ethnicity hispanic hispanicorigin"),
    _field("race_source", "C1", "race_ethnicity_source racesource ethnicitysource"),
    _field("tribe", "C1", "tribe tribalaffiliation tribalmembership tribename"),
    _field("tribal_inquiry", "C1", "tribal_inquiry icwa icwastatus icwainquiry"),
    _field("disposition", "C6", "disposition allegationdisposition", only="cws"),
    _field("response_type", "C6", "response_type referralresponsetype", only="cws"),
    _field("worker_name", "C1", "worker_name ewname workername", "text"),
    _field("worker_id", "C1", "worker_id ewid caseloadnumber", "text"),
    _field("worker_phone", "C1", "worker_phone ewphone workertelephone", "text"),
    _field("employment_worker_name", "C1", "ec_name employmentworkername", "text", only="calworks"),
    _field("employment_worker_id", "C1", "ec_id employmentworkerid", "text", only="calworks"),
    _field("unit", "C1", "unit unitcode unitname", "free"),
    _field("office", "C1", "office officecode officename", "free"),
    _field("case_start", "C5", "case_start casestartdt casestartdate", "date", only="cws"),
    _field(
        "service_component",
        "C5",
        "service_component svccomponent activeservicecomponent",
        "service_component",
        only="cws",
    ),
    _field(
        "service_component_start",
        "C5",
        "svc_comp_start servicecomponentstart svccomponentstart",
        "date",
        only="cws",
    ),
    _field("intervention", "C5", "intervention interventiontype", "intervention", only="cws"),
    _field("removal_on", "C5", "removal_dt removaldate removedon", "date", only="cws"),
    _field("placement_type", "C7", "placement_type placementfacilitytype", "free", only="cws"),
    _field("next_hearing_on", "C5", "next_hearing_dt nexthearingdate", "date", only="cws"),
    _field("next_hearing_type", "C5", "next_hearing_type", "free", only="cws"),
    _field(
        "case_plan_effective",
        "C5",
        "case_plan_eff caseplaneffective caseplaneffdt",
        "date",
        only="cws",
    ),
    _field("case_plan_due", "C5", "case_plan_due caseplanduedt", "date", only="cws"),
    _field("special_project", "C5", "special_project specialprojectcode", "free", only="cws"),
    _field(
        "program_status",
        "C2",
        "program_status status casestatus",
        "program_status",
        only="calworks",
    ),
    _field("aid_code", "C2", "aid_code aidcode", "free", only="calworks"),
    _field("begin", "C2", "begin begindate bda effectivedate", "date", only="calworks"),
    _field("end", "C2", "end enddate discontinuancedate", "date", only="calworks"),
    _field("end_reason", "C2", "end_reason discontinuancereason", "free", only="calworks"),
    _field("wtw_status", "C2", "wtw_status", "wtw_status", only="calworks"),
    _field("wtw_reason", "C2", "wtw_reason wtwstatusreason", "free", only="calworks"),
    _field("wtw_status_begin", "C2", "wtw_status_begin wtwstatusdate", "date", only="calworks"),
    _field("sanction_number", "C2", "sanction_no sanctioninstance", "number", only="calworks"),
    _field("na840_on", "C2", "na840_dt na840date", "date", only="calworks"),
    _field("exempt_type", "C2", "exempt_type exemptiontype", "free", only="calworks"),
    _field("exempt_end", "C2", "exempt_end exemptionend", "date", only="calworks"),
    _field("months_on_aid", "C2", "toa_used timeonaidused toa", "number", only="calworks"),
    _field("wtw_plan_on", "C3", "wtw_plan_dt wtwplandate", "date", only="calworks"),
    _field("activity", "C3", "activity activitycode wtwactivity", "free", only="calworks"),
    _field("hours", "C3", "hours hoursperweek", "number", only="calworks"),
    _field("activity_end", "C3", "activity_end activityenddate", "date", only="calworks"),
    _field("child_care_end", "C3", "child_care_end childcareenddate", "date", only="calworks"),
    _field("homeless_assistance", "C3", "homeless homelessassistance", "free", only="calworks"),
)
BY_NAME = {field.name: field for field in FIELDS}
