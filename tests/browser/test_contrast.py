"""Small words can be read in both themes: WCAG's 4.5 to 1, computed from what the browser draws."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

LEAST = 4.5
# The colours an element really has: opacity and translucent grounds are mixed in, as painting does. A heat map's
# cells lie on rectangles of their own, which no element above them knows; their colours are tested with the palette.
FAINT = """(least) => {
  const board = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const read = (colour) => {
    board.clearRect(0, 0, 1, 1);
    board.fillStyle = colour;
    board.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = board.getImageData(0, 0, 1, 1).data;
    return [[red, green, blue], alpha / 255];
  };
  const mixed = (above, alpha, below) => below.map((value, n) => value * (1 - alpha) + above[n] * alpha);
  const ancestry = (element) => element ? [element, ...ancestry(element.parentElement)] : [];
  const ground = (element) => ancestry(element).reverse().reduce((below, one) => {
    const [colour, alpha] = read(getComputedStyle(one).backgroundColor);
    return mixed(colour, alpha, below);
  }, [255, 255, 255]);
  const light = (colour) => {
    const [red, green, blue] = colour.map((value) => value / 255).map(
      (value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const words = [
    ...document.querySelectorAll('[data-testid=stCaptionContainer] p, [data-testid=stExpander] summary p'),
    ...document.querySelectorAll('[data-testid=stVegaLiteChart] :is(.role-axis, .role-legend) text'),
  ];
  return words.map((element) => {
    const style = getComputedStyle(element);
    const opacity = ancestry(element).reduce((all, one) => all * getComputedStyle(one).opacity, 1);
    const [colour, alpha] = read(element instanceof SVGElement ? style.fill : style.color);
    const below = ground(element);
    return {text: element.textContent, drawn: opacity > 0, ratio: ratio(mixed(colour, alpha * opacity, below), below)};
  }).map((one) => ({...one, isFaint: one.drawn && one.ratio < least}));
}"""


@pytest.mark.parametrize("dark", [False, True])
def test_captions_and_axes_can_be_read(visit: Visit, dark: bool) -> None:
    page = visit("/value", locale="zh-CN", dark=dark)
    page.locator("[data-testid=stVegaLiteChart] .role-legend text").first.wait_for()
    words = page.evaluate(FAINT, LEAST)
    assert sum(one["drawn"] for one in words) > 20
    assert [one for one in words if one["isFaint"]] == []
