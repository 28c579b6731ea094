// What every page of the desk has: keys, the palette, forms that are sent in place,
// toasts that go. Each page works without it.
import { keys } from "./keys";
import { palette } from "./palette";
import { forms } from "./forms";
import { look } from "./look";
import { push } from "./push";
import { load } from "./load";
import { toast } from "./toast";

keys();
palette();
forms();
look();
push();
toast();
load();
