async function a(e){for(let t=1e3;;t=Math.min(2*t,6e4))try{return await e()}catch{await new Promise(i=>window.setTimeout(i,t))}}export{a};
