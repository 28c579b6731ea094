import{a,b,c}from"./editor-chunk-5YDBHN4V.js";import"./editor-chunk-BRNEYEHO.js";export{b as Suggesting,c as offers,a as showSuggestions};
