/* The field app: one page for all of it, and the form that sets a telephone up. */
import { run } from "./field/app.js";
import { setUp } from "./field/set_up.js";

const form = document.querySelector("form[data-field-setup]");
if (form) setUp(form);
if (document.querySelector("[data-field-app]")) run();
