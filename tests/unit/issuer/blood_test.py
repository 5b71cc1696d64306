"""A type that is not packaged: what an issuer writes to add one."""

BLOOD_TEST = """
name: blood_test
version: "1.0"
title: Blood test
registry_size: 100
publish: on-request
subject: subject_id
display:
  colours: {background: "#7a1030", text: "#ffffff"}
  icon: drop
  words:
    en: {label: Blood test, description: One value., sentence: "Haemoglobin {haemoglobin} g/L on {issued_dateint}"}
    de: {label: Bluttest, description: Ein Wert., sentence: "Hämoglobin {haemoglobin} g/L am {issued_dateint}"}
    ar: {label: تحليل دم, description: قيمة واحدة., sentence: "الهيموغلوبين {haemoglobin} بتاريخ {issued_dateint}"}
attributes:
  - {name: subject_id, kind: text, required: true, meaning: Whose}
  - {name: haemoglobin, kind: integer, unknown: "0", unit: g/L, meaning: Haemoglobin}
  - {name: issued_dateint, kind: issued-on, meaning: Day of issuance}
"""
