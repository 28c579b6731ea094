import{a,b,c}from"./editor-chunk-NWENUMGH.js";import"./editor-chunk-BRNEYEHO.js";export{b as Suggesting,c as offers,a as showSuggestions};
