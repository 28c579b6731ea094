import{a,b,c}from"./editor-chunk-3KSSFTMU.js";import"./editor-chunk-VLHXJ3JD.js";import"./editor-chunk-CWEF3IPG.js";export{b as Suggesting,c as offers,a as showSuggestions};
