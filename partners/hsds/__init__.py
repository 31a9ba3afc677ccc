"""The directory as open data in HSDS 3.1, the Human Services Data Specification of Open Referral.

records: what is exported, in plain containers; loading: rows into records, few queries; terms, parts, schedules,
locations, organizations, services: records into the objects of the standard, without query, clock, request or settings;
asking and selection: what an address asks for, and the keys of what answers; answers, views: HTTP.
"""
