;; scan: goes through one slab of quantised vectors and keeps the rows that may still be among the best.
;; score: the exact scores of a list of rows.
;;
;; A slab is a run of tiles of 16 rows. Within a tile the rows are interleaved two dimensions at a time, so that one 32-byte
;; step holds dimensions (2p, 2p+1) of all 16 rows, and a lane of an accumulator is a row: nothing is summed across lanes.
;;
;;   codes:   per tile, per dimension pair, per row: two int8
;;   margins: per tile, 16 float32 scales, then 16 float32 error radii (see vector-index-quantise.ts)
;;   query:   per dimension pair, two int16
;;   out:     per kept row 12 bytes: int32 row, float32 estimate + error, float32 estimate - error
;;
;; $pairs is even (dimensions are padded to a multiple of four). Rebuild with simd/build-scan.ts.
(module
  (memory (import "attune" "memory") 1 65536)

  ;; Appends those of four rows whose upper bound reaches the threshold; answers the new end of the output.
  ;; All four are written and the end moves only past the kept ones: cheaper than four branches that cannot be predicted.
  (func $keep (param $estimate v128) (param $error v128) (param $threshold v128) (param $row i32) (param $out i32) (result i32)
    (local $upper v128) (local $lower v128) (local $kept i32)
    (local.set $upper (f32x4.add (local.get $estimate) (local.get $error)))
    (local.set $lower (f32x4.sub (local.get $estimate) (local.get $error)))
    (local.set $kept (i32x4.bitmask (f32x4.ge (local.get $upper) (local.get $threshold))))

    (i32.store          (local.get $out) (local.get $row))
    (f32.store offset=4 (local.get $out) (f32x4.extract_lane 0 (local.get $upper)))
    (f32.store offset=8 (local.get $out) (f32x4.extract_lane 0 (local.get $lower)))
    (local.set $out (i32.add (local.get $out) (i32.mul (i32.const 12) (i32.and (local.get $kept) (i32.const 1)))))

    (i32.store          (local.get $out) (i32.add (local.get $row) (i32.const 1)))
    (f32.store offset=4 (local.get $out) (f32x4.extract_lane 1 (local.get $upper)))
    (f32.store offset=8 (local.get $out) (f32x4.extract_lane 1 (local.get $lower)))
    (local.set $out (i32.add (local.get $out) (i32.mul (i32.const 12) (i32.and (i32.shr_u (local.get $kept) (i32.const 1)) (i32.const 1)))))

    (i32.store          (local.get $out) (i32.add (local.get $row) (i32.const 2)))
    (f32.store offset=4 (local.get $out) (f32x4.extract_lane 2 (local.get $upper)))
    (f32.store offset=8 (local.get $out) (f32x4.extract_lane 2 (local.get $lower)))
    (local.set $out (i32.add (local.get $out) (i32.mul (i32.const 12) (i32.and (i32.shr_u (local.get $kept) (i32.const 2)) (i32.const 1)))))

    (i32.store          (local.get $out) (i32.add (local.get $row) (i32.const 3)))
    (f32.store offset=4 (local.get $out) (f32x4.extract_lane 3 (local.get $upper)))
    (f32.store offset=8 (local.get $out) (f32x4.extract_lane 3 (local.get $lower)))
    (i32.add (local.get $out) (i32.mul (i32.const 12) (i32.shr_u (local.get $kept) (i32.const 3)))))

  ;; $reach is the query's length in query steps: times a row's radius it bounds that row's error (f32 units: query steps).
  ;; Answers how many rows were kept.
  (func (export "scan")
    (param $codes i32) (param $margins i32) (param $tiles i32) (param $firstRow i32)
    (param $query i32) (param $pairs i32) (param $reach f32) (param $threshold f32) (param $out i32)
    (result i32)
    (local $begin i32) (local $pair i32) (local $at i32) (local $q v128)
    (local $r0 v128) (local $r4 v128) (local $r8 v128) (local $r12 v128)
    (local $e0 v128) (local $e4 v128) (local $e8 v128) (local $e12 v128)
    (local $reaches v128) (local $thresholds v128)
    (local.set $begin (local.get $out))
    (local.set $reaches (f32x4.splat (local.get $reach)))
    (local.set $thresholds (f32x4.splat (local.get $threshold)))
    (if (i32.eqz (local.get $tiles)) (then (return (i32.const 0))))
    (loop $tile
      ;; 1. Whole-number products of 16 rows with the query, four dimensions a turn.
      (local.set $r0 (v128.const i32x4 0 0 0 0))
      (local.set $r4 (v128.const i32x4 0 0 0 0))
      (local.set $r8 (v128.const i32x4 0 0 0 0))
      (local.set $r12 (v128.const i32x4 0 0 0 0))
      (local.set $at (local.get $query))
      (local.set $pair (local.get $pairs))
      (loop $dimension
        (local.set $q (v128.load32_splat (local.get $at)))
        (local.set $r0  (i32x4.add (local.get $r0)  (i32x4.dot_i16x8_s (local.get $q) (v128.load8x8_s           (local.get $codes)))))
        (local.set $r4  (i32x4.add (local.get $r4)  (i32x4.dot_i16x8_s (local.get $q) (v128.load8x8_s offset=8  (local.get $codes)))))
        (local.set $r8  (i32x4.add (local.get $r8)  (i32x4.dot_i16x8_s (local.get $q) (v128.load8x8_s offset=16 (local.get $codes)))))
        (local.set $r12 (i32x4.add (local.get $r12) (i32x4.dot_i16x8_s (local.get $q) (v128.load8x8_s offset=24 (local.get $codes)))))
        (local.set $q (v128.load32_splat offset=4 (local.get $at)))
        (local.set $r0  (i32x4.add (local.get $r0)  (i32x4.dot_i16x8_s (local.get $q) (v128.load8x8_s offset=32 (local.get $codes)))))
        (local.set $r4  (i32x4.add (local.get $r4)  (i32x4.dot_i16x8_s (local.get $q) (v128.load8x8_s offset=40 (local.get $codes)))))
        (local.set $r8  (i32x4.add (local.get $r8)  (i32x4.dot_i16x8_s (local.get $q) (v128.load8x8_s offset=48 (local.get $codes)))))
        (local.set $r12 (i32x4.add (local.get $r12) (i32x4.dot_i16x8_s (local.get $q) (v128.load8x8_s offset=56 (local.get $codes)))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $codes (i32.add (local.get $codes) (i32.const 64)))
        (br_if $dimension (local.tee $pair (i32.sub (local.get $pair) (i32.const 2)))))

      ;; 2. Times the rows' scales: the estimates. The radii times the reach: their errors.
      (local.set $r0  (f32x4.mul (f32x4.convert_i32x4_s (local.get $r0))  (v128.load           (local.get $margins))))
      (local.set $r4  (f32x4.mul (f32x4.convert_i32x4_s (local.get $r4))  (v128.load offset=16 (local.get $margins))))
      (local.set $r8  (f32x4.mul (f32x4.convert_i32x4_s (local.get $r8))  (v128.load offset=32 (local.get $margins))))
      (local.set $r12 (f32x4.mul (f32x4.convert_i32x4_s (local.get $r12)) (v128.load offset=48 (local.get $margins))))
      (local.set $e0  (f32x4.mul (local.get $reaches) (v128.load offset=64  (local.get $margins))))
      (local.set $e4  (f32x4.mul (local.get $reaches) (v128.load offset=80  (local.get $margins))))
      (local.set $e8  (f32x4.mul (local.get $reaches) (v128.load offset=96  (local.get $margins))))
      (local.set $e12 (f32x4.mul (local.get $reaches) (v128.load offset=112 (local.get $margins))))

      ;; 3. One test for all 16: most tiles hold nothing good enough.
      (if (v128.any_true (v128.or
            (v128.or (f32x4.ge (f32x4.add (local.get $r0) (local.get $e0)) (local.get $thresholds))
                     (f32x4.ge (f32x4.add (local.get $r4) (local.get $e4)) (local.get $thresholds)))
            (v128.or (f32x4.ge (f32x4.add (local.get $r8) (local.get $e8)) (local.get $thresholds))
                     (f32x4.ge (f32x4.add (local.get $r12) (local.get $e12)) (local.get $thresholds)))))
        (then
          (local.set $out (call $keep (local.get $r0) (local.get $e0) (local.get $thresholds) (local.get $firstRow) (local.get $out)))
          (local.set $out (call $keep (local.get $r4) (local.get $e4) (local.get $thresholds)
            (i32.add (local.get $firstRow) (i32.const 4)) (local.get $out)))
          (local.set $out (call $keep (local.get $r8) (local.get $e8) (local.get $thresholds)
            (i32.add (local.get $firstRow) (i32.const 8)) (local.get $out)))
          (local.set $out (call $keep (local.get $r12) (local.get $e12) (local.get $thresholds)
            (i32.add (local.get $firstRow) (i32.const 12)) (local.get $out)))))

      (local.set $margins (i32.add (local.get $margins) (i32.const 128)))
      (local.set $firstRow (i32.add (local.get $firstRow) (i32.const 16)))
      (br_if $tile (local.tee $tiles (i32.sub (local.get $tiles) (i32.const 1)))))
    (i32.div_u (i32.sub (local.get $out) (local.get $begin)) (i32.const 12)))

  ;; Replaces a list's addresses of vectors (int32) by their exact scores (float32): bit for bit innerProductScore of core's
  ;; vector-index.score.ts: dimension d into float64 sum d mod 4 (lanes of $s01 and $s23), then (s0 + s1) + (s2 + s3), rounded
  ;; once; + 0 because a zero is never negative. Vectors: float32, query: float64, both padded with zeros to $quads times four
  ;; dimensions. A list, because a call from JavaScript costs as much as several scores.
  (func (export "score") (param $list i32) (param $count i32) (param $query i32) (param $quads i32)
    (local $s01 v128) (local $s23 v128) (local $stored i32) (local $at i32) (local $quad i32)
    (if (i32.eqz (local.get $count)) (then (return)))
    (loop $row
      (local.set $s01 (v128.const f64x2 0 0))
      (local.set $s23 (v128.const f64x2 0 0))
      (local.set $stored (i32.load (local.get $list)))
      (local.set $at (local.get $query))
      (local.set $quad (local.get $quads))
      (loop $four
        (local.set $s01 (f64x2.add (local.get $s01)
          (f64x2.mul (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $stored))) (v128.load (local.get $at)))))
        (local.set $s23 (f64x2.add (local.get $s23)
          (f64x2.mul (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $stored))) (v128.load offset=16 (local.get $at)))))
        (local.set $stored (i32.add (local.get $stored) (i32.const 16)))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br_if $four (local.tee $quad (i32.sub (local.get $quad) (i32.const 1)))))
      (f32.store (local.get $list) (f32.add (f32.const 0) (f32.demote_f64 (f64.add
        (f64.add (f64x2.extract_lane 0 (local.get $s01)) (f64x2.extract_lane 1 (local.get $s01)))
        (f64.add (f64x2.extract_lane 0 (local.get $s23)) (f64x2.extract_lane 1 (local.get $s23)))))))
      (local.set $list (i32.add (local.get $list) (i32.const 4)))
      (br_if $row (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
