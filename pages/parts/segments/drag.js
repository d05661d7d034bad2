// Conditions and groups of the builder are dragged by their number. The widgets stay Streamlit's: this only listens,
// draws a line where the member would go, and tells which member was dropped before which other one.
const CARD = /st-key-segment_(?:condition_(?:off_)?|group_)([0-9a-f]{12})/;
const INSIDE = /st-key-segment_inside_(\w+)/;
const EDGE = 60, STEP = 14, FAR_ENOUGH = 6;

const named = (element, pattern) => {
  for (let at = element; at instanceof Element; at = at.parentElement) {
    const found = String(at.className.baseVal ?? at.className).match(pattern);
    if (found) return { element: at, id: found[1] };
  }
  return null;
};

const members = (inside) =>
  [...inside.querySelectorAll("[class*='st-key-segment_condition_'], [class*='st-key-segment_group_']")].filter(
    (card) => named(card, CARD)?.element === card && named(card.parentElement, INSIDE)?.element === inside,
  );

// The place under the pointer: in which group, before which member.
const placeAt = (x, y, dragged) => {
  const under = document.elementsFromPoint(x, y).find((found) => found.closest(".st-key-segment_builder"));
  if (!under) return null;
  const group = named(under, /st-key-segment_group_(\w+)/);
  const inside = named(under, INSIDE)?.element ?? group?.element.querySelector("[class*='st-key-segment_inside_']");
  if (!inside || dragged.contains(inside)) return null;
  const cards = members(inside).filter((card) => card !== dragged);
  const next = cards.find((card) => { const box = card.getBoundingClientRect(); return y < box.top + box.height / 2; });
  const box = inside.getBoundingClientRect();
  const top = next ? next.getBoundingClientRect().top - 4 : (cards.at(-1)?.getBoundingClientRect().bottom ?? box.top) + 3;
  return { group: named(inside, INSIDE).id, before: next ? named(next, CARD).id : null, top, left: box.left, width: box.width };
};

export default function ({ setTriggerValue }) {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  let held = null;

  const line = document.createElement("div");
  line.className = "segment-drop-line";
  const letGo = () => {
    held?.card.classList.remove("segment-dragged");
    line.remove();
    held = null;
  };

  document.addEventListener("pointerdown", (event) => {
    const badge = event.target instanceof Element && event.target.closest(".stMarkdownBadge");
    const card = badge && badge.closest(".st-key-segment_builder") && named(badge, CARD);
    if (!card || event.button !== 0) return;
    event.preventDefault();
    held = { card: card.element, id: card.id, y: event.clientY, place: null, isMoving: false };
  }, options);

  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    if (!held.isMoving && Math.abs(event.clientY - held.y) < FAR_ENOUGH) return;
    held.isMoving = true;
    held.card.classList.add("segment-dragged");
    const main = document.querySelector("[data-testid=stMain]");
    if (event.clientY < EDGE) main.scrollBy(0, -STEP);
    if (event.clientY > innerHeight - EDGE) main.scrollBy(0, STEP);
    held.place = placeAt(event.clientX, event.clientY, held.card);
    if (!held.place) return line.remove();
    Object.assign(line.style, { top: `${held.place.top}px`, left: `${held.place.left}px`, width: `${held.place.width}px` });
    document.body.append(line);
  }, options);

  document.addEventListener("pointerup", () => {
    if (held?.isMoving && held.place) {
      setTriggerValue("dropped", { member: held.id, group: held.place.group, before: held.place.before });
    }
    letGo();
  }, options);

  document.addEventListener("keydown", (event) => event.key === "Escape" && letGo(), options);
  document.addEventListener("pointercancel", letGo, options);
  return () => { letGo(); stop.abort(); };
}
