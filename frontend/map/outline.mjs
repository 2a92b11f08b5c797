// Outlines: a topology in, simplified planar shapes and short path texts out.
import { geoIdentity, geoPath } from "d3-geo";
import { feature, merge } from "topojson-client";
import { filter, filterWeight, presimplify, simplify } from "topojson-simplify";

/**
 * Projects every arc. Only islets lie astride the cut of our projection: they shrink to a point and
 * are filtered out.
 */
export function projected(topology, projection) {
  const { scale, translate } = topology.transform;
  const arcs = topology.arcs.map((arc) => {
    let x = 0;
    let y = 0;
    const points = arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return projection([x * scale[0] + translate[0], y * scale[1] + translate[1]]);
    });
    return torn(points) ? points.map(() => points[0]) : points;
  });
  return { type: "Topology", objects: topology.objects, arcs };
}

const torn = (points) => points.some(([x], i) => i > 0 && Math.abs(x - points[i - 1][0]) > 300);

/** Arcs that bound a government we show keep more detail than the rest of the world. */
export function simplified(topology, shown, { detail, background, islet }) {
  const weighed = presimplify(topology);
  const kept = new Set(shown.flatMap((geometry) => geometry.arcs.flat(Infinity).map((arc) => (arc < 0 ? ~arc : arc))));
  const arcs = weighed.arcs.map((arc, index) => {
    const ease = kept.has(index) ? 1 : detail / background;
    return arc.map(([x, y, weight]) => [x, y, weight * ease]);
  });
  const simple = simplify({ ...weighed, arcs }, detail);
  return filter(simple, filterWeight(simple, islet));
}

export const shapeOf = (topology, geometry) => feature(topology, geometry).geometry;
export const landOf = (topology, geometries) => merge(topology, geometries);

/** The rings of a planar shape inside the window [width, height]. */
export function rings(shape, [width, height]) {
  const found = [];
  const collect = {
    moveTo: (x, y) => found.push([[x, y]]),
    lineTo: (x, y) => found.at(-1).push([x, y]),
    closePath: () => {},
  };
  if (shape)
    geoPath(
      geoIdentity().clipExtent([
        [0, 0],
        [width, height],
      ]),
      collect,
    )(shape);
  return found;
}

export const ringArea = (ring) =>
  Math.abs(
    ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length][1] - ring[(i + 1) % ring.length][0] * y, 0),
  ) / 2;

const tenths = (n) => String(n / 10).replace(/^(-?)0\./, "$1.");
const pair = (x, y) => tenths(x) + (y < 0 ? "" : " ") + tenths(y);

/** Relative steps in tenths of a pixel: the shortest text that survives a zoom. */
export function pathText(list) {
  return list.map(ringText).join("");
}

function ringText(ring) {
  const points = ring.map(([x, y]) => [Math.round(x * 10), Math.round(y * 10)]);
  const distinct = points.filter(([x, y], i) => i === 0 || x !== points[i - 1][0] || y !== points[i - 1][1]);
  if (distinct.length < 3) return "";
  let [x, y] = distinct[0];
  const steps = distinct.slice(1).map(([nx, ny]) => {
    const step = pair(nx - x, ny - y);
    [x, y] = [nx, ny];
    return step;
  });
  const joined = steps.reduce((text, step) => text + (text && !step.startsWith("-") ? " " : "") + step, "");
  return `M${pair(...distinct[0])}l${joined}z`;
}
