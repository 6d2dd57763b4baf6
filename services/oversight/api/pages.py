"""stub"""

from fastapi import APIRouter

router = APIRouter()


def extend(app, settings):
    pass
