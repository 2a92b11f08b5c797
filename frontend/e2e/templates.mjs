// Every template with one address, without its language. What the demonstration holds is always the same.
export const languages = ["fr", "en", "ar"];

/** @typedef {{name: string, path: string, status?: number, budget?: number, anywhere?: boolean}} Template */

/** @type {Template[]} */
export const templates = [
  { name: "home", path: "", budget: 60 },
  { name: "map", path: "/map", budget: 80 },
  { name: "map of a region", path: "/map?region=west-africa&measure=late", budget: 80 },
  { name: "region", path: "/regions/west-africa" },
  { name: "state", path: "/states/TN" },
  { name: "state that left", path: "/states/ML" },
  { name: "state without commitments", path: "/states/XK" },
  { name: "commitments", path: "/commitments" },
  { name: "commitments, nothing found", path: "/commitments?q=zzzzzz" },
  { name: "commitment", path: "/commitments/TN-2024-C01" },
  { name: "rollout", path: "/rollout" },
  { name: "gate", path: "/gates/after-pilots" },
  { name: "gate that is open", path: "/gates/after-year-5" },
  { name: "cities", path: "/cities" },
  { name: "cities, nothing found", path: "/cities?q=zzzzzz" },
  { name: "city", path: "/cities/TN-001" },
  { name: "method", path: "/method" },
  { name: "page that is not there", path: "/nulle-part", status: 404 },
  { name: "bad parameter", path: "/commitments?level=perfect", status: 400 },
  { name: "sign in", path: "/sign-in" },
  { name: "code", path: "/code" },
  { name: "recover", path: "/recover" },
  { name: "second factor", path: "/two-factor" },
  { name: "api", path: "/api", anywhere: true },
];

/** KB of a first load where a template names no other. */
export const budget = 50;

/** @param {Template} template @param {string} lang */
export const addressOf = ({ path, anywhere }, lang) => (anywhere ? `${path}?lang=${lang}` : `/${lang}${path}`);

/** @param {string} path */
export const at = (path) => new URL(path, process.env.JALONS_URL).href;
