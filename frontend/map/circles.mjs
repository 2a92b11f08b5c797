// Circles for what is too small to see: moved apart so that none hides another.
const gap = 1;
const stillAtHome = 0.3;
const rounds = 800;
const wide = 8;
const homing = 0.995;
const target = 12;

/**
 * anchors: [{code, x, y, r, area}] in pixels; gives {code: {x, y, r, hit, ax?, ay?, until?}}.
 * Starts from a wide view where all have room and shrinks it: neighbours keep their order, north stays north.
 */
export function placed(anchors) {
  const circles = anchors.map((anchor) => ({ ...anchor, cx: anchor.x * wide, cy: anchor.y * wide }));
  let zoom = wide;
  for (let round = 1; round <= rounds; round++) {
    const next = Math.max(1, wide ** (1 - (2 * round) / rounds));
    shrink(circles, zoom, next);
    relax(circles);
    zoom = next;
  }
  assertApart(circles);
  return Object.fromEntries(circles.map((circle) => [circle.code, entry(circle, reach(circle, circles))]));
}

/** Every circle keeps its way from its anchor, a little shorter each time. */
function shrink(circles, from, to) {
  for (const circle of circles) {
    circle.cx = circle.x * to + (circle.cx - circle.x * from) * homing;
    circle.cy = circle.y * to + (circle.cy - circle.y * from) * homing;
  }
}

function relax(circles) {
  eachPair(circles, (a, b) => {
    const [dx, dy] = apart(a, b);
    const distance = Math.hypot(dx, dy);
    const lack = (a.r + b.r + gap - distance) / 2;
    if (lack <= 0) return;
    move(a, (-dx / distance) * lack, (-dy / distance) * lack);
    move(b, (dx / distance) * lack, (dy / distance) * lack);
  });
}

/** Two anchors on one spot need some direction: by code order, so that every run agrees. */
function apart(a, b) {
  const dx = b.cx - a.cx;
  const dy = b.cy - a.cy;
  return dx || dy ? [dx, dy] : [0.1, 0.1];
}

function move(circle, dx, dy) {
  circle.cx += dx;
  circle.cy += dy;
}

function eachPair(circles, visit) {
  circles.forEach((a, i) => circles.slice(i + 1).forEach((b) => visit(a, b)));
}

function assertApart(circles) {
  eachPair(circles, (a, b) => {
    if (Math.hypot(b.cx - a.cx, b.cy - a.cy) < a.r + b.r) throw new Error(`${a.code} hides ${b.code}`);
  });
}

/** A finger's target around the circle, as large as its neighbours allow. */
function reach(circle, circles) {
  const distances = circles
    .filter((other) => other !== circle)
    .map((other) => Math.hypot(other.cx - circle.cx, other.cy - circle.cy));
  return Math.min(target, ...distances.map((distance) => distance / 2));
}

const tenth = (n) => Math.round(n * 10) / 10;

/** until: the zoom from which the shape itself is a fair target and the circle may go. */
function entry({ x, y, cx, cy, r, area }, hit) {
  const moved = Math.hypot(cx - x, cy - y) > stillAtHome;
  return {
    x: tenth(cx),
    y: tenth(cy),
    r,
    hit: tenth(hit),
    ...(moved && { ax: tenth(x), ay: tenth(y) }),
    ...(area > 0 && { until: tenth(Math.sqrt(400 / area)) }),
  };
}
