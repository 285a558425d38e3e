"""Synthetic records: `records.py COUNT > records.csv`. Every name and number is made up; the same count gives the same file.

Seven in ten names are Latin; the others are Vietnamese, Cyrillic, Arabic, Chinese, Korean and Devanagari.
"""

import csv
import random
import sys

NAMES = {
    "Latin": (
        ["Emma", "Liam", "Olivia", "Noah", "Ava", "Mateo", "Sofía", "Lucía", "Élodie", "Jürgen", "Anaïs", "Thomas",
         "Grace", "Daniel", "Chloé", "Hannah", "Samuel", "Ngozi", "Amara", "Jamal", "Tyrone", "Maria", "José", "Björn"],
        ["Garcia", "Johnson", "Williams", "Brown", "Núñez", "Martínez", "O’Brien", "Müller", "Smith-Jones", "Taylor",
         "Hernández", "Lee", "Okafor", "Washington", "Ibáñez", "D’Angelo", "Peterson", "Larsen", "Fournier", "Reyes"],
    ),
    "Vietnamese": (
        ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ"],
        ["Văn An", "Thị Ánh", "Minh Đức", "Quốc Bảo", "Thanh Hằng", "Ngọc Ánh", "Hữu Phước", "Thuỳ Dương"],
    ),
    "Cyrillic": (
        ["Анна", "Дмитрий", "Ольга", "Сергей", "Юлия", "Андрій", "Оксана", "Наталья", "Їржина"],
        ["Иванова", "Петров", "Шевченко", "Кузнецова", "Щербаков", "Ковальчук", "Попов", "Зайцева"],
    ),
    "Arabic": (
        ["محمد", "فاطمة", "أحمد", "مريم", "يوسف", "ليلى", "عبد الله", "زينب", "خالد"],
        ["الخطيب", "حسن", "العلي", "إبراهيم", "منصور", "الشامي", "النجار", "صالح"],
    ),
    "Chinese": (
        ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "欧阳"],
        ["小明", "丽华", "伟", "芳", "建国", "雨涵", "子轩", "静", "志强"],
    ),
    "Korean": (
        ["김", "이", "박", "최", "정", "강", "조", "윤"],
        ["민준", "서연", "지훈", "하은", "도윤", "수빈", "예준", "지우"],
    ),
    "Devanagari": (
        ["आरव", "प्रिया", "राहुल", "अनन्या", "श्रेया", "विक्रम", "लक्ष्मी", "कृष्ण"],
        ["शर्मा", "पटेल", "सिंह", "गुप्ता", "मिश्रा", "त्रिपाठी", "जोशी", "राव"],
    ),
}
WEIGHTS = [70, 7, 6, 5, 5, 4, 3]


def records(count):
    """Rows of id, name, mrn, test_date, arrive_at."""
    chance = random.Random(20261101)
    kinds = list(NAMES)
    for number in range(1, count + 1):
        first, last = NAMES[chance.choices(kinds, WEIGHTS)[0]]
        joined = " " if first[0].isascii() or ord(first[0][0]) < 0x2E80 else ""
        name = chance.choice(first) + joined + chance.choice(last)
        day = f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        time = f"{chance.randint(7, 18):02}:{chance.choice((0, 15, 30, 45)):02}"
        yield [f"{number:06}", name, f"{chance.randint(0, 9_999_999):07}", day, time]


def main():
    """Writes the file."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["id", "name", "mrn", "test_date", "arrive_at"])
    out.writerows(records(int(sys.argv[1])))


if __name__ == "__main__":
    main()
