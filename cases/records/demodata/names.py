"""Names of the fictional people: several name cultures of California, commonest first.

Written from general knowledge; the order stands for frequency (`pick` draws the first ones most
often), so that a surname such as García or Nguyen is as common here as in a real county.
"""

from dataclasses import dataclass
from itertools import accumulate
from random import Random


@dataclass(frozen=True, slots=True)
class Culture:
    """One name culture: its share of families, names, and what an extract says of it.

    `steepness` is how fast frequency falls with rank (Nguyen is steep). `double` surnames are two;
    `order` is true where the family name is spoken first and lands in the wrong box.
    """

    code: str
    share: float
    race: str
    languages: tuple[str, ...]
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    surnames: tuple[str, ...]
    steepness: float = 0.6
    double: bool = False
    order: bool = False


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


CULTURES: tuple[Culture, ...] = (
    Culture(
        "hispanic",
        0.46,
        "Hispanic or Latino",
        ("Spanish", "English", "Mixteco"),
        _words(
            "María Guadalupe Sofía Isabella Camila Valentina Daniela Jessica Rosa Ana Elizabeth "
            "Andrea Jocelyn Vanessa Brenda Yesenia Leticia Mariana Ximena Natalia Alondra Karla "
            "Esmeralda Gabriela Maribel Claudia Verónica Adriana Araceli Lucía Elena Luz Itzel "
            "Perla Citlali Rocío Marisol Beatriz Teresa Yolanda Carmen Angélica Dulce Fátima "
            "Paola Abril Yaretzi Regina Renata Xóchitl Consuelo Socorro Eva Irma Silvia Norma "
            "Blanca Estrella Daisy Genesis"
        ),
        _words(
            "José Juan Luis Jesús Miguel Ángel Carlos Daniel Alejandro Diego David Mateo "
            "Santiago Sebastián Jorge Francisco Antonio Manuel Eduardo Fernando Ricardo Oscar "
            "Javier Iván Adrián Andrés Rafael Raúl Héctor Martín Sergio César Emiliano Leonardo "
            "Joel Rubén Roberto Ramón Pedro Pablo Arturo Alberto Enrique Gerardo Hugo Marco "
            "Salvador Ernesto Armando Ulises Gael Julián Isaac Saúl Erick Edgar Guillermo Noé "
            "Ismael Abel"
        ),
        _words(
            "García Hernández Martínez López González Rodríguez Pérez Sánchez Ramírez Flores "
            "Torres Rivera Gómez Díaz Cruz Reyes Morales Gutiérrez Ortiz Chávez Ruiz Ramos "
            "Mendoza Álvarez Castillo Jiménez Vásquez Moreno Romero Herrera Medina Aguilar "
            "Vargas Guzmán Castro Méndez Salazar Soto Garza Contreras Rojas Delgado Ríos Vega "
            "Luna Núñez Muñoz Estrada Cortez Ayala Carrillo Lara Padilla Sandoval Cervantes "
            "Ibarra Orozco Zavala Pinto Villanueva Arellano Barajas Cisneros De_la_Cruz Del_Río "
            "Escobar Fuentes Godínez Huerta Juárez Lozano Macías Navarro Ochoa Peña Quintero "
            "Rosales Solís Tapia Uribe Valencia Zamora Bautista Cuevas Duarte Espinoza"
        ),
        double=True,
    ),
    Culture(
        "english",
        0.2,
        "White",
        ("English",),
        _words(
            "Emily Ashley Jessica Amanda Sarah Olivia Emma Madison Abigail Jennifer Elizabeth "
            "Samantha Hannah Megan Nicole Stephanie Rachel Katherine Lauren Amber Brittany "
            "Heather Melissa Chloe Ava Sophia Charlotte Amelia Harper Evelyn Grace Lily Zoe Ella "
            "Victoria Natalie Kayla Kelsey Danielle Crystal Tiffany Michelle Christina Rebecca "
            "Laura Kimberly Alexis Paige Brooke Jenna Kaitlyn Summer Autumn Savannah Hailey "
            "Mackenzie Riley Sydney Margaret Susan Patricia"
        ),
        _words(
            "Michael Christopher Joshua Matthew James Andrew Daniel Joseph Ryan Robert William "
            "John Tyler Brandon Jacob Nicholas Anthony Kevin Justin Zachary Thomas Kyle Eric "
            "Steven Timothy Benjamin Aaron Alexander Noah Liam Ethan Mason Logan Lucas Jackson "
            "Aiden Wyatt Hunter Cody Travis Dylan Austin Charles Richard Jeffrey Scott Gregory "
            "Patrick Sean Samuel Nathan Jeremy Jesse Derek Shane Dustin Edward Henry Owen Levi "
            "Carter"
        ),
        _words(
            "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore "
            "Martin Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright "
            "Scott Hill Green Adams Nelson Baker Hall Campbell Mitchell Carter Roberts Phillips "
            "Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper "
            "Peterson Reed Bailey Kelly Howard Ward Cox Richardson Wood Watson Brooks Bennett "
            "Gray Hughes Price Myers Long Foster Sanders Ross Sullivan Russell Fisher Henderson "
            "Coleman Simmons Patterson Jordan Reynolds Hamilton Graham O'Brien O'Connor McDonald "
            "McCarthy Wallace Hayes Hunt Palmer Rice Stone Fox Burns Gibson Hart Spencer Weaver "
            "Schmidt Meyer Wagner Kowalski Rossi"
        ),
        steepness=0.45,
    ),
    Culture(
        "african_american",
        0.1,
        "Black or African American",
        ("English",),
        _words(
            "Jasmine Aaliyah Brianna Kiara Imani Destiny Ebony Keisha Latoya Tanisha Monique "
            "Shanice Tamika Nia Zuri Makayla Trinity Nevaeh Aniyah Diamond Precious Raven Kayla "
            "Alicia Denise Angela Yolanda Tiana Janae Kenya Amara Laila Serenity Journee Skylar "
            "DeShawna Shaniqua Tyesha LaKeisha Renee"
        ),
        _words(
            "Jordan Malik Isaiah Elijah Xavier Darius Terrell Marcus Andre Jamal DeShawn Tyrone "
            "Darnell Antoine Kareem Jalen Tyrese Trevon DeAndre Marquis Khalil Amir Josiah "
            "Jeremiah Micah Cameron Maurice Reginald Dwayne Curtis Lamar Devonte Keyshawn "
            "LaMarcus Demetrius Kendrick Quincy Rashad Tariq Zion"
        ),
        _words(
            "Williams Johnson Jackson Brown Jones Davis Robinson Harris Thomas Washington Smith "
            "Walker Taylor Wilson Moore Jefferson Lewis Carter Green Banks Booker Coleman "
            "Franklin Freeman Gaines Grant Hawkins Holmes Ivory James Joseph Mosley Randle "
            "Richardson Simmons Tillman Turner Wade Watkins Winston"
        ),
        steepness=0.5,
    ),
    Culture(
        "vietnamese",
        0.07,
        "Asian: Vietnamese",
        ("Vietnamese", "English"),
        _words(
            "Linh Lan Huong Mai Thu Ngoc Trang Phuong Thuy Hoa Kim Anh Tuyet Nga Hang Dung Thao "
            "Yen Vy My Quynh Diem Loan Nhung Bich Ha Van Tram Hien Chau"
        ),
        _words(
            "Minh Tuan Hung Duc Huy Nam Long Khoa Son Hai Dat Phong Quang Thanh Vinh Bao Khanh "
            "Trung Hieu Tam Kiet Cuong Tien Loc Phuc An Binh Dung Thien Viet"
        ),
        _words(
            "Nguyen Tran Le Pham Huynh Vo Hoang Phan Vu Dang Bui Do Ho Ngo Duong Ly Truong Dinh "
            "Lam Mai Trinh Cao Ta Luong"
        ),
        steepness=1.3,
        order=True,
    ),
    Culture(
        "filipino",
        0.05,
        "Asian: Filipino",
        ("Tagalog", "English", "Ilocano"),
        _words(
            "Maricel Jocelyn Rowena Cherry Angelica Princess Kristine Marites Lovely Althea "
            "Nathalie Bernadette Carmela Divina Erlinda Fe Gloria Imelda Josefina Ligaya "
            "Marivic Nenita Rosalie Sheila Trisha"
        ),
        _words(
            "Jayson Mark Angelo Reynaldo Rodel Ferdinand Arnel Jericho Christian Renato Rommel "
            "Dante Ernesto Joselito Nestor Rogelio Romeo Vicente Wilfredo Gabriel Jerome Paolo "
            "Kenneth Bryan Dennis"
        ),
        _words(
            "Santos Reyes Cruz Bautista Ocampo Garcia Mendoza Dela_Cruz Villanueva Ramos Aquino "
            "Castillo Pascual Domingo Salvador Tolentino Valdez Manalo Mercado Soriano Aguilar "
            "Navarro De_Guzman Pangilinan Macaraeg Dizon Magbanua Panganiban Cabrera Evangelista"
        ),
        steepness=0.5,
    ),
    Culture(
        "chinese",
        0.04,
        "Asian: Chinese",
        ("Cantonese", "Mandarin", "English"),
        _words(
            "Mei Li_Na Xiu_Ying Jing Hui Yan Ling Fang Min Wei_Ling Grace Amy Jenny Vivian "
            "Michelle Siu_Fong Yuk_Lan Hiu_Ching Wing_Yan Xiao_Hong"
        ),
        _words(
            "Wei Jian Ming Jun Hao Chi_Ming Kevin Jason Eric Raymond Ka_Ho Wing_Kit Yu_Chen "
            "Zhi_Qiang Guo_Dong Bo Feng Kai Lei Tao"
        ),
        _words(
            "Chen Wong Li Wang Liu Lee Huang Zhang Lin Wu Chan Ng Leung Cheung Yang Zhao Lau Ho "
            "Kwan Tam Yu Xu Sun Ma Zhu Guo He Luo Liang Song"
        ),
        steepness=0.7,
        order=True,
    ),
    Culture(
        "hmong",
        0.03,
        "Asian: Hmong",
        ("Hmong", "English"),
        _words(
            "Mai Pa_Nhia Kao Xee Bao Yer See Gao_Nou Mai_See Pa_Houa Kia Chue Nou Ia Pang Sheng "
            "Pahoua Maly Mee Choua"
        ),
        _words(
            "Tou Pao Chue Kou Xeng Meng Toua Nhia Yeng Cheng Fue Chong Vang_Pao Leng Ger Bee "
            "Tong Long Blia Neng"
        ),
        _words("Vang Xiong Yang Lee Thao Moua Vue Lor Her Cha Yeej Kue Khang Hang Chang Fang"),
        steepness=0.8,
        order=True,
    ),
    Culture(
        "korean",
        0.02,
        "Asian: Korean",
        ("Korean", "English"),
        _words(
            "Ji-Woo Min-Ji Soo-Jin Hye-Jin Eun-Ji Yuna Grace Esther Seo-Yeon Ha-Eun Mi-Kyung "
            "Young-Hee Jung-Ah Sarah Eunice"
        ),
        _words(
            "Min-Jun Ji-Hoon Sung-Ho Joon Daniel Hyun-Woo Jae-Won Dong-Hyun Young-Jin Paul "
            "Sang-Hoon Tae-Yang Kyung-Soo David Jin-Ho"
        ),
        _words(
            "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song "
            "Yoo Hong"
        ),
        steepness=1.0,
    ),
    Culture(
        "armenian",
        0.03,
        "White",
        ("Armenian", "English"),
        _words(
            "Ani Lilit Mariam Anahit Nare Gayane Hasmik Lusine Sona Arpi Taline Narine Astghik "
            "Karine Shushan Varduhi Zabel Siran Maral Talar"
        ),
        _words(
            "Armen Hayk Tigran Aram Davit Narek Vahe Gor Arman Hovhannes Garo Raffi Sarkis "
            "Ashot Karen Levon Artur Samvel Vartan Hrant"
        ),
        _words(
            "Sarkisian Grigoryan Petrosyan Hovhannisyan Harutyunyan Khachatryan Avetisyan "
            "Manukian Kazarian Keshishian Abrahamian Ghazaryan Mkrtchyan Sargsyan Martirosyan "
            "Nazaryan Simonian Tadevosyan Vardanyan Yeghiazarian Bedrosian Chobanian Danielian "
            "Galstyan Karapetyan"
        ),
        steepness=0.5,
    ),
)

NICKNAMES = {
    "José": "Pepe", "Francisco": "Paco", "Guadalupe": "Lupe", "María": "Mary", "Jesús": "Chuy",
    "Ignacio": "Nacho", "Eduardo": "Eddie", "Alejandro": "Alex", "Antonio": "Tony",
    "Manuel": "Manny", "Roberto": "Beto", "Enrique": "Kike", "Daniel": "Danny", "David": "Dave",
    "Michael": "Mike", "Christopher": "Chris", "Joshua": "Josh", "Matthew": "Matt",
    "James": "Jim", "Andrew": "Andy", "Joseph": "Joe", "Robert": "Bob", "William": "Bill",
    "Nicholas": "Nick", "Anthony": "Tony", "Zachary": "Zach", "Thomas": "Tom", "Steven": "Steve",
    "Timothy": "Tim", "Benjamin": "Ben", "Alexander": "Alex", "Charles": "Chuck",
    "Richard": "Rick", "Jeffrey": "Jeff", "Gregory": "Greg", "Patrick": "Pat", "Samuel": "Sam",
    "Elizabeth": "Liz", "Jessica": "Jessie", "Amanda": "Mandy", "Abigail": "Abby",
    "Jennifer": "Jenny", "Samantha": "Sam", "Katherine": "Katie", "Victoria": "Vicky",
    "Margaret": "Peggy", "Rebecca": "Becky", "Kimberly": "Kim", "Christina": "Tina",
    "Patricia": "Patty", "Jasmine": "Jazzy", "Isabella": "Bella", "Gabriela": "Gaby",
    "Leticia": "Letty", "Yesenia": "Jessie", "Verónica": "Vero", "Teresa": "Tere",
    "Marcus": "Marc", "Isaiah": "Zay", "Elijah": "Eli", "Reginald": "Reggie",
}  # fmt: skip

TWIN_NAMES = (("Luis", "Luz"), ("Daniel", "Daniela"), ("Mia", "Mya"), ("Jayden", "Jaylen"))


def choose_culture(random: Random) -> Culture:
    """A culture by its share of families."""
    return random.choices(CULTURES, weights=[culture.share for culture in CULTURES])[0]


_WEIGHTS: dict[tuple[int, float], list[float]] = {}


def pick(random: Random, names: tuple[str, ...], steepness: float) -> str:
    """A name by its rank: frequency falls as rank to the power of `steepness`."""
    at = (len(names), steepness)
    if at not in _WEIGHTS:
        _WEIGHTS[at] = list(accumulate((rank + 1) ** -steepness for rank in range(len(names))))
    return random.choices(names, cum_weights=_WEIGHTS[at])[0]
