"""The synthetic county: invented ground, invented cases, and what was planted among them."""

from gis.demo.draw import Switches
from gis.demo.make import END, DemoReport, Export, make_demo

__all__ = ["END", "DemoReport", "Export", "Switches", "make_demo"]
