"""Name groups: how names are written, nothing about who anybody is.

Whether a comparison serves everybody alike shows only by groups, and extracts state ethnicity
rarely and differently. So both names of a pair are looked up in lists of last names that are
frequent in one way of writing, and by endings. The method says little about one person: people
marry, names are shared between languages (LEE, CHANG, PARK), many stand in no list and fall under
"others". It is good for a share over many pairs, and is never shown for one.
"""

import re

from cases.matching.engine.names import name_tokens

OTHERS = "others"
GROUPS = (
    "spanish", "vietnamese", "chinese", "korean", "hmong", "armenian", "punjabi", "arabic",
    "filipino", "english", OTHERS,
)  # fmt: skip
# Names that stand in one list alone; what several write stands in none.
_LISTS = {
    "spanish": """
        GARCIA HERNANDEZ LOPEZ MARTINEZ GONZALEZ GONZALES RODRIGUEZ PEREZ SANCHEZ RAMIREZ FLORES
        TORRES RIVERA GOMEZ DIAZ MORALES ORTIZ GUTIERREZ CHAVEZ MENDOZA RUIZ ALVAREZ CASTILLO
        JIMENEZ VASQUEZ ROMERO MORENO HERRERA MEDINA AGUILAR VARGAS CASTRO GUZMAN VEGA SALAZAR
        SOTO CONTRERAS ORTEGA ESTRADA LUNA AVILA PENA SILVA DELGADO RIOS ROJAS NAVARRO CAMPOS
        CERVANTES FUENTES MEJIA MIRANDA IBARRA SANDOVAL VALDEZ OCHOA PACHECO MALDONADO ROSALES
        SOLIS ZAMORA CORTEZ PINTO QUIROGA REYES MUNOZ NUNEZ BARRAGAN ZAVALA TREJO OROZCO LARA
        CARDENAS MONTOYA TAPIA ESPINOZA VILLANUEVA MACIAS ROCHA SERRANO ESCOBAR GALLEGOS BELTRAN
    """,
    "vietnamese": """
        NGUYEN TRAN PHAM HUYNH HOANG VUONG TRUONG LUU DUONG TRIEU QUACH TRINH LUONG DANG PHUNG
        DOAN DINH NGO BUI VO VU PHAN TIEU KHUU DIEP THAI GIANG NGUY TIET LUC
    """,
    "chinese": """
        CHEN ZHANG ZHAO ZHOU ZHU XU GUO WANG HUANG LIU LIN GAO LUO ZHENG LIANG XIE SUN XIAO CAO
        YUAN DENG SHEN ZENG PENG JIANG CAI WEI XUE ZHONG QIU CHEUNG KWOK LEUNG WONG LAU CHOW TSAI
        HSU HSIEH TSENG HSUEH KUO
    """,
    "korean": """
        KIM PARK CHOI JUNG JEONG YOON SHIN KWON HWANG AHN YOO HONG JEON MOON BAE BAEK HEO NAM NOH
        KWAK SEO SUH LIM CHOE GWON
    """,
    "hmong": """
        VANG VAJ XIONG XYOOJ MOUA MUAS THAO THOJ HER HAWJ LOR LAUJ VUE VWJ YAJ KUE TSAB KHANG
        LYFOUNG YAAJ SIONG LIS
    """,
    "armenian": """
        PETROSYAN SARGSYAN HAKOBYAN MINASYAN HARUTYUNYAN GRIGORYAN KARAPETYAN HAGOPIAN BEDROSSIAN
        KEVORKIAN GARABEDIAN SARKISSIAN KRIKORIAN
    """,
    "punjabi": "SINGH KAUR DHILLON SIDHU SANDHU BRAR GREWAL BAINS ATWAL DHALIWAL SOHAL RANDHAWA",
    "arabic": """
        MOHAMMED MOHAMED MUHAMMAD AHMED AHMAD HUSSEIN HUSSAIN HASSAN HASAN SALEH KHALIL YOUSEF
        RAHMAN KARIMI AZIZ QASIM HAMID RASHID MAHMOUD IBRAHIM NOORI SAEED OSMAN ALI AHMADI HAIDARI
    """,
    "filipino": """
        DELACRUZ BAUTISTA MACARAEG PANGILINAN DIMACULANGAN MAGSAYSAY MANALO SANTOS OCAMPO AQUINO
        VILLAFUERTE DUMLAO MAGLAYA CATACUTAN MACAPAGAL BALUYOT TOLENTINO PASCUAL AGUSTIN
    """,
    "english": """
        SMITH JOHNSON WILLIAMS BROWN JONES DAVIS MILLER WILSON MOORE TAYLOR ANDERSON THOMAS JACKSON
        WHITE HARRIS THOMPSON ROBINSON CLARK LEWIS WALKER HALL ALLEN KING WRIGHT SCOTT GREEN BAKER
        ADAMS NELSON HILL CAMPBELL MITCHELL ROBERTS CARTER PHILLIPS EVANS TURNER PARKER COLLINS
        EDWARDS STEWART MORRIS MURPHY COOK ROGERS MORGAN PETERSON COOPER REED BAILEY BELL KELLY
        HOWARD WARD COX RICHARDSON WOOD WATSON BROOKS BENNETT GRAY JAMES HUGHES PRICE MYERS LONG
        FOSTER SANDERS ROSS POWELL SULLIVAN RUSSELL JENKINS PERRY BUTLER BARNES FISHER HENDERSON
        COLEMAN SIMMONS PATTERSON JORDAN REYNOLDS HAMILTON GRAHAM WALLACE COLE WEST HAYES ELLIS
        FITZGERALD WHITFIELD BRANNIGAN MCDONALD
    """,
}
# Endings that belong to one way of writing, for names of five letters or more.
_ENDINGS = (
    ("armenian", re.compile(r"(YAN|IAN)$")),
    ("spanish", re.compile(r"(EZ|ILLO|ILLA|ERO|ERA|ADO|ENAS|UELO|AGA|ANO)$")),
    ("english", re.compile(r"(SON|TON|FORD|WOOD|WELL|LEY|MAN|FIELD|WORTH)$")),
)
_KNOWN = {name: group for group, names in _LISTS.items() for name in names.split()}


def name_group(*surnames: str) -> str:
    """The group of the last names of a pair, however each program writes them.

    The first name that stands in a list decides, then an ending, else "others".
    """
    tokens = [token for surname in surnames for token in _tokens(surname)]
    for token in tokens:
        if token in _KNOWN:
            return _KNOWN[token]
    for token in tokens:
        for group, ending in _ENDINGS:
            if len(token) >= 5 and ending.search(token):
                return group
    return OTHERS


def _tokens(surname: str) -> list[str]:
    said = name_tokens(surname)
    return [said.joined, *said.tokens]
