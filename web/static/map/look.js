// Colours of what is drawn on canvases: from the stylesheet (a test holds them equal to gis.style), read once a map.
const NAMES = ["ink", "second", "water", "road", "red", "ring", "halo", "line", "empty"];

export function lookOf(box) {
  const style = getComputedStyle(box);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--cgm-${name}`).trim()]));
}
