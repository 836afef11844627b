"""The synthetic county: invented ground, invented cases, and what was planted among them."""

from gis.demo.draw import Switches
from gis.demo.make import END, DemoReport, Export, make_demo
from gis.demo.take_in import take_in

__all__ = ["END", "DemoReport", "Export", "Switches", "make_demo", "take_in"]
