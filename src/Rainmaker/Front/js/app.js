import "htmx.org";
import "htmx.org/dist/ext/hx-sse.js";
import "@github/relative-time-element";
import "./theme.js";
import "./toasts.js";
import "./dialogs.js";
import "./confirm.js";
import "./selection.js";
import "./keys.js";
import "./palette.js";
import "./live.js";
import { whenPresent } from "./page.js";

whenPresent("[data-board]", () => import("./board.js"));
whenPresent("[data-chart]", () => import("./charts.js"));
whenPresent("[data-report]", () => import("./report.js"));
