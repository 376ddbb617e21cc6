import { hardhatLedger } from "#sim/ledger/hardhatLedger.ts";
import type { ClaimRecord } from "#sim/ledger/ledgerPort.ts";
const N=270, U=200, D=Number(process.argv[2]??60), C=Number(process.argv[3]??400);
let seed=12345; const rnd=(n:number)=>{ seed=(Math.imul(seed,1103515245)+12345)>>>0; return (seed>>>8)%n; };
const m="test test test test test test test test test test test junk";
let t=performance.now();
const ledger=await hardhatLedger(m); console.log("start",performance.now()-t); t=performance.now();
await ledger.open(Array.from({length:N},(_,index)=>({index,name:`p${index}`})),Array.from({length:U},(_,unit)=>({unit,owner:unit,area:0,upWhMax:100000,downWhMax:100000})),1);
console.log("open",performance.now()-t);
const rss0=process.memoryUsage().rss; const times:number[]=[]; let gas=0;
for(let d=0;d<D;d++){
  const state=new Map<string,[number,number]>(); const claims:ClaimRecord[]=[];
  for(let i=0;i<C;i++){ const period=d*96+Math.floor(i*96/C), unit=rnd(U), direction=rnd(2) as 0|1; const k=`${period}/${unit}/`;
    const e=state.get(k+direction)??[5000,0]; const o=state.get(k+(1-direction)); const requestedWh=1000+rnd(3000);
    let g=0,conflict:0|1|2=0; if(o&&o[1]>0) conflict=2; else { g=Math.min(requestedWh,e[0]-e[1]); if(g<requestedWh) conflict=1; e[1]+=g; } state.set(k+direction,e);
    claims.push({ledger:0,need:rnd(3) as 0|1|2,unit,period,direction,offeredWh:5000,requestedWh,marketMinute:period*15,grantedWh:g,conflict}); }
  const postings=Array.from({length:2500},()=>({from:rnd(N),to:rnd(N),kind:rnd(9),amountMicroEur:rnd(2000000)}));
  const s=performance.now(); const r=await ledger.closeDay(d,claims,postings,1735689600+d*86400,true); times.push(performance.now()-s); gas=r.gas;
}
times.sort((a,b)=>a-b);
console.log("median ms",times[times.length>>1],"max",times.at(-1),"MB/day",(process.memoryUsage().rss-rss0)/1e6/D,"rss",process.memoryUsage().rss/1e6,"gas",gas, ledger.totals());
t=performance.now(); await ledger.close(); console.log("close",performance.now()-t,process.memoryUsage().rss/1e6);
