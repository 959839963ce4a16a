"""What can be reserved: its deposit stages, its terms, and what was promised when.

A product never knows who reserved it, nor what anybody paid.
"""

from fourthact.products.actions import OPEN, PROMISE, OpenProduct, PromiseProduct
from fourthact.products.acts import (
    PRODUCTS,
    ROOM,
    FeeRule,
    Product,
    ProductOpened,
    PromiseRevised,
    Stage,
)
from fourthact.products.reads import product_by_id, product_by_slug
from fourthact.products.rules import ProductReason

__all__ = [
    "OPEN",
    "PRODUCTS",
    "PROMISE",
    "ROOM",
    "FeeRule",
    "OpenProduct",
    "Product",
    "ProductOpened",
    "ProductReason",
    "PromiseProduct",
    "PromiseRevised",
    "Stage",
    "product_by_id",
    "product_by_slug",
]
