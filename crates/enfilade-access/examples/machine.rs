//! What this machine can do: the bounds beside which `benches/README.md` sets the questions' times.
//!
//! `machine` prints, for one thread and for two: how fast memory is read in order; how long a read takes at
//! places that cannot be foreseen, in arrays of several sizes, one after the other and many at once;
//! and what the first touch of a page costs. Virtual machines rarely show counters of cache misses, so
//! these are measured from outside.

#![expect(clippy::print_stdout, reason = "the results are what it is for")]

use std::hint::black_box;
use std::time::Instant;

/// The sizes of arrays, in bytes: within the first cache, the second, the third, and beyond.
const SIZES: [usize; 5] = [32 << 10, 800 << 10, 8 << 20, 64 << 20, 512 << 20];
const READS: usize = 20_000_000;
const PAGE: usize = 4096;

fn main() {
    for threads in [1, 2] {
        println!("threads {threads}");
        let bytes = 1 << 30;
        let memory = vec![1_u64; bytes / 8];
        let seconds = on_each(threads, |_| {
            black_box(
                memory
                    .iter()
                    .fold(0_u64, |sum, word| sum.wrapping_add(*word)),
            );
        });
        let rate = threads as f64 * bytes as f64 / seconds / 1e9;
        println!("  in order: {rate:.1} GB/s");
        drop(memory);
        for size in SIZES {
            let next = cycle(size / 4);
            let chained = on_each(threads, |thread| {
                let mut at = (thread * next.len() / 2) as u32;
                for _ in 0..READS / 4 {
                    at = next[at as usize];
                }
                black_box(at);
            });
            let independent = on_each(threads, |thread| {
                let (mut state, mut sum) = (thread as u64 + 1, 0_u32);
                let mask = next.len() - 1;
                for _ in 0..READS {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    sum = sum.wrapping_add(next[(state >> 33) as usize & mask]);
                }
                black_box(sum);
            });
            println!(
                "  {:>7} KB: {:.1} ns one after the other, {:.1} ns many at once",
                size >> 10,
                chained / (READS / 4) as f64 * 1e9,
                independent / READS as f64 * 1e9,
            );
        }
        let pages = 50_000;
        let seconds = on_each(threads, |_| {
            let mut memory = vec![0_u8; pages * PAGE];
            for page in memory.chunks_mut(PAGE) {
                page[0] = black_box(1);
            }
            black_box(memory);
        });
        println!(
            "  first touch of a page: {:.2} us",
            seconds / pages as f64 * 1e6
        );
    }
}

/// The seconds until all of several threads have done the same.
fn on_each(threads: usize, work: impl Fn(usize) + Sync) -> f64 {
    let started = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let work = &work;
            scope.spawn(move || work(thread));
        }
    });
    started.elapsed().as_secs_f64()
}

/// One cycle through all numbers below the power of two at or below `len`, in an order that cannot be foreseen (Sattolo).
fn cycle(len: usize) -> Vec<u32> {
    let len = 1 << len.ilog2();
    let mut next: Vec<u32> = (0..len as u32).collect();
    let mut state = 42_u64;
    for at in (1..len).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        next.swap(at, (state >> 33) as usize % at);
    }
    next
}
