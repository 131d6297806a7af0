"""Reduced to what clients and boto3 import; see layers/dependencies/trims.py."""

DEPRECATED_SERVICE_NAMES = {"sms-voice"}
