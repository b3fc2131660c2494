import type { Lexicon } from "./families.ts";

export const SPANISH: Lexicon = {
  "price-cut": `mitad de precio | a mitad de | precio rebajado | precios rebajados | rebajad* | rebaja de precio
    | bajada de precio | bajamos los precios | bajó de precio | precios locos | precios bajos
    | precio más bajo | mejor precio | mejores precios | ahorra | ahorras | ahorro | ahorre | a menos de
    | más barat* | precio especial | precios especiales | precio de lanzamiento | precio de locura
    | precio de oferta | precio exclusivo | ganga* | chollo* | chollazo* | baratísim* | al mejor precio
    | paga menos | pagan menos | pagas menos | lo pagan menos | precio irresistible | a precio de
    | precios de liquidación | por menos de | precio único | precios imbatibles | a este precio
    | un tercio menos | menos por persona | precio de coste | a precio de coste | a precio de bodega
    | precio de fábrica | te rebajamos | cuesta el doble | cuestan lo mismo | precio completo
    | pagar de más | cero comisiones | por menos dinero | abarata* | pagas la mitad | pagarías unos
    | la mitad de precio | a tres euros`,
  discount: `descuento | descuentos | descuentazo* | con descuento`,
  sale: `rebajas | liquidación | liquidamos | remate | black friday | cyber monday | hot sale | buen fin
    | outlet | venta especial | venta flash | venta nocturna | venta privada | semi anual
    | fin de temporada | días locos | cyberlunes | cierre de temporada | gran venta | grandes rebajas
    | todo debe irse | hasta agotar existencias | mercadillo`,
  offer: `oferta | ofertas | ofertón | ofertazo* | promoción | promociones | promo | promos | en promoción
    | oferta especial | oferta exclusiva | oportunidad única | precio promocional | promocional`,
  coupon: `cupón | cupones | vale de | un vale | vale descuento | código promocional | código de descuento
    | usa el código | con el código | introduce el código | ingresa el código | aplica el código
    | usa tu código | canjea* | canjéal* | tarjeta regalo de | bono de bienvenida | código exclusivo`,
  freebie: `gratis | gratuito | gratuita | de regalo | va de regalo | te regalamos | regalamos | regalámos
    | envío gratis | envío gratuito | envíos gratis | sin gastos de envío | prueba gratis | mes gratis
    | meses gratis | por cuenta de la casa | corre por nuestra cuenta | corren por nuestra cuenta
    | invita la casa | invitamos nosotros | obsequio* | muestra gratis | comen gratis | primer mes gratis
    | llévate gratis | totalmente gratis | sale gratis | de balde | no te cuesta nada | sin que te cueste
    | regalo con | regalo por tu | un regalo para ti | te llevas gratis | desayunan gratis
    | depósito lleno | cuelga gratis | el envoltorio | no pagas matrícula | sin matrícula
    | matrícula gratis`,
  "multi-buy": `dos por uno | 2 por 1 | tres por dos | 3 por 2 | lleva dos | lleva tres | llévate dos | llévate tres
    | llévate el segundo | paga uno | paga una | paga dos | la segunda unidad | segunda unidad
    | el segundo a | compra uno`,
  "call-to-buy": `compra ya | compra ahora | compra hoy | compra aquí | cómpralo | cómprala | compre ya | llévate
    | llévatelo | llévatela | pide el tuyo | pide la tuya | pide ya | pídelo | pídela | haz tu pedido
    | haz tu compra | hazte con | reserva ya | reserva tu mesa | reserva ahora | reserva hoy
    | reserva antes | resérvala | aprovecha* | aprovéchal* | no dudes en comprar | visita nuestra tienda
    | visita nuestra web | visita la tienda | ven a vernos | pásate por | pásate a | pasa a vernos
    | te esperamos en la tienda | échale un vistazo | echa un vistazo | míralos | míralas | míralo aquí
    | conoce nuestr* | mira nuestr* | añádelo | añádela | agrégalo | haz clic y compra | toca el enlace
    | entra en la web | solicítalo | solícitala | solicita el tuyo | solicítela | contrata ya
    | contrata hoy | pide presupuesto | pide tu presupuesto | cotiza | consigue tu | consigue el tuyo
    | estrena* | compra desde | encuéntralo | déjate tentar | la tuya por | el tuyo por | ven por
    | encárgal* | concierta tu visita | pide tu cita para probar | ven a probar | prueba el nuevo
    | entrégalo este mes | tráenos tu | apúntate | matricúlate | descárgate | prueba gratis
    | empieza la prueba | cámbialo por | conoce la | descubre nuestr* | consigue un | consigue el
    | descubre nuestra | descubre nuestro | descubre nuestros | descubre nuestras | conoce nuestra
    | conoce nuestro | pídenos precio | pídenos presupuesto | le reservo una prueba | ábrela en la app
    | ábrelo en la app | velo en la tienda | vela en la tienda | si los pides antes
    | lo paras cuando quieras | siguen a la venta | cancela cuando quieras | responde tarde | encarga tu
    | encarga el tuyo | encarga un | recarga ahora | recarga hoy | recárgalo | visítanos | ven y | pásate
    | elige el tuyo | elige tu | asegura tu plaza | descubre | descúbrel* | prueba nuestr* | conoce nuestr
    | echa una ojeada | haz clic aquí para comprar | súmate | lánzate | anímate`,
  urgency: `solo hoy | sólo hoy | solo por hoy | última oportunidad | últimas horas | últimos días
    | últimas unidades | últimas plazas | corre | corre que | apresúrate | date prisa | no te lo pierdas
    | no te la pierdas | no te quedes sin | no te pierdas | no esperes más | antes de que se agote*
    | antes de que vuele* | antes de que se acabe* | hasta medianoche | antes de medianoche | hasta agotar
    | tiempo limitado | por tiempo limitado | plazas limitadas | unidades limitadas | edición limitada
    | quedan pocas | quedan pocos | pocas unidades | solo este fin de semana | solo esta semana
    | termina hoy | termina esta noche | acaba hoy | caducan esta noche | caduca hoy | se acaban
    | se acabaron | solo hasta | ya casi se acaba | ahora o nunca | los primeros en | primeros 100`,
  "cross-sell": `también compraron | también les gustó | también les encantó | también te gustará | también te puede
    | quizá te guste | te puede interesar | te podría interesar | te va a encantar | te encantará
    | te encantarán | combina con | combina perfect* | combina de maravilla | va de maravilla
    | va genial con | van genial con | quedaría perfect* | queda perfect* | a juego | hace juego
    | completa el look | completa el conjunto | el complemento perfecto | complementos | accesorios para
    | otros clientes | clientes que compraron | ocho de cada diez | clientes añaden | recomendado para ti
    | recomendaciones para ti | seleccionado para ti | elegido para ti | más vendido | más vendidos
    | superventas | por cierto | mientras esperas | mientras tanto | protégelo con | modelos parecidos
    | modelos similares | productos similares | gama premium | perfecto para tu | ideal para tu | reponer
    | se te acaba | se te está acabando | guardado para ti | hemos guardado | se lleva también
    | se llevan también | el sumiller propone | el chef propone | hambre | casi todos aprovechan
    | adoran nuestro | adoran nuestra | padres primerizos | el modelo nuevo | nuestro lote
    | la mayoría se lleva | suelen llevarse | suele llevarse | juntos,`,
  upsell: `pásate a | pásate al | pásate ahora | mejora tu plan | mejora a | mejora tu | mejórala
    | sube de plan | sube de nivel | actualiza a premium | hazte premium | hazte pro | sin límites
    | ilimitad* | soporte prioritario | añade un | añade una | añadir un | añadir una | y si añades
    | agrega un | agrega una | amplía tu | amplía la | plan superior | se te queda pequeñ* | pago anual
    | plan anual | suite con vistas | hazlo especial | hágalo especial | evita colas | sáltate la cola
    | fast track | pase vip | protege a toda | protege tu | asegura tu | asegurar tu | amplía la garantía
    | más espacio | desbloquea* | mantenimiento anual | disfruta de | cámbiate a | saca más partido
    | por solo un poco más | envío exprés por | lo quieres mañana | añade una maleta | maleta extra
    | plan de recarga | maridaje | primera cuota | cristales finos | versión completa | se añade por
    | bebidas incluidas | sala vip | seguro de mascotas | cada mes desde | nuestra nueva cuenta
    | los abonos siguen`,
  referral: `invita a un amigo | invita a tus amigos | invita amigos | trae a un amigo | trae un amigo
    | trae a tus amigos | recomienda a un amigo | recomiéndanos | comparte tu enlace | comparte el enlace
    | comparte tu código | por cada amigo | plan amigo | refiere a | trae a | acompañad* | invita a quien
    | con tu pareja | ven con una amiga | ven con un amigo | ven con una compañera`,
  reward: `sorteo* | sorteamos | participa y gana | puedes ganar | para ganar | gana un | gana una | gana hasta
    | ganad | premio* | concurso* | puntos extra | puntos dobles | doble de puntos | cashback
    | te devolvemos parte | recompensa* | dale me gusta | etiqueta a | cinco estrellas | 5 estrellas
    | déjanos una reseña | déjanos tu opinión | valóranos | bono de bienvenida | bono de
    | para agradecértelo | como agradecimiento | en agradecimiento | canjea tus puntos | bonificación
    | comparte y | el triple | suma el triple | suma el doble | monedas | puntúa nuestra | el doble de
    | el doble | dobla tus | más gigas | duplica* | multiplica tus`,
  novelty: `nueva colección | nuevas colecciones | recién llegad* | acaba de llegar | acaban de llegar
    | ya está aquí | ya llegó | llegó la | llegaron | novedad* | nuestras novedades | lo nuevo
    | nuevo menú | menú degustación | disponible otra vez | otra vez disponible
    | vuelve a estar disponible | acabamos de lanzar | acabamos de sacar | presentamos | lanzamiento
    | nueva temporada | nueva línea | sé el primero | sé la primera | sé de los primeros
    | acceso anticipado | preventa | estreno | gran apertura | inauguramos | última fase | segunda tienda
    | vuelve el | de nuevo en stock | abrimos segunda | abrimos nueva tienda`,
  "abandoned-cart": `tu carrito | en el carrito | en tu cesta | a tu cesta | olvidaste algo | dejaste algo | te dejaste
    | termina tu compra | finaliza tu compra | completa tu compra | completa tu pedido | que te interesó
    | que miraste | tu lista de deseos | te está esperando`,
  membership: `únete | hazte socio | hazte socia | hazte miembro | hazte del club | suscríbete | suscíbete
    | suscripción mensual con | club vip | exclusiv* | ventajas exclusivas | solo para clientes
    | solo para socios | solo para miembros | para socios | las socias | los socios
    | beneficios exclusivos | forma parte de | regístrate y | apúntate y`,
  "credit-offer": `preaprobado | pre-aprobado | preaprobada | sin intereses | meses sin intereses | 0 % de interés
    | crédito al instante | préstamo inmediato | empieza a invertir | invierte desde | difiere tu compra
    | paga en cuotas | cuotas sin interés | compra ahora y paga`,
  "win-back": `te echamos de menos | te extrañamos | vuelve con | vuelve y | hace tiempo que no | cuánto tiempo sin
    | reactívala | reactívalo | reactiva | regresa y | te queremos de vuelta`,
  temptation: `sabías que | cansado de | cansada de | por qué no | a quién no le gusta | la necesitas antes
    | lo necesitas antes | date un capricho | dale un capricho | te encanta tu | te mereces | sorprende a
    | psst | chsss | un secreto | buenas noticias | por solo | viajas mucho | contento con tu
    | disfrutando de tu | pregúntanos por | pregúntenos por | pregunta por | pregunta en recepción
    | pídelo en recepción | te interesa | te apetece | quieres más | gastas en algo | algo nuevo
    | te paso el enlace | el regalo perfecto | idea de regalo | mira lo que | prefieres un
    | redondea el plan | te olvidas de | alárgale | te quedas hasta | un sitio tranquilo | prepárate para
    | llegó la hora | sueñas con | a qué esperas | enamórate | te esperan en | déjate`,
  settled: `se aplicó | se ha aplicado | ya aplicad* | aplicado a tu pedido | se descontó | hemos aplicado
    | importe cobrado | ya aplicada | ahorraste | has ahorrado | te hemos abonado | hemos abonado
    | cargo total | total pagado | se cargó | hemos liberado | bonificado ya | se aplicará a partir
    | reserva confirmada | reservado: | plaza reservada | gracias por comprar | se te cobró dos veces
    | reservada del | pagaste | te descontó | corregimos la factura | faltaba el | cobrado | ha pagado
    | pagado: | pagados con | pagado con | usaste | cargo: | ya descontado | ya pagado | ya pagada
    | que elegiste | se te aplicó | en efectivo`,
  ended: `venció | ha vencido | caducó | ha caducado | terminó | ha terminado | acabó | se acabó en | finalizó
    | ha finalizado | había terminado | prueba gratuita terminó | periodo de prueba | dejó de estar
    | promoción de los primeros | expiró | crédito promocional de`,
  refund: `reembols* | devolución | te devolvimos | le devolvimos | te devolvemos la diferencia
    | hemos devuelto | la diferencia | abono de | devolver | devuelto | acabo de devolver`,
  warning: `mensaje falso | mensajes falsos | fraude | estafa* | nunca pide | nunca pedimos | nunca te pediremos
    | en nuestro nombre | con nuestro nombre | si no fuiste tú | si no fue usted | no lo abras | no abras
    | no compartas | no hagas clic | se intentó | bloquear la | bloqueamos | bloquearla | suplanta*
    | alerta | fuiste tú | circula un | circula una | es una estafa | acceso desde | alguien intentó
    | aparato desconocido | dispositivo desconocido`,
  "no-charge": `sin coste | sin costo | sin cargo | sin gastos añadidos | sin coste adicional | no tienes que pagar
    | no tiene que pagar | sin cobrar nada | no te los cobramos | recambio gratuito | reposición gratuita
    | en garantía | no hace falta que | revisión gratuita | cita gratuita | consulta gratuita
    | sin recargo | prueba auditiva gratuita`,
  origin: `compra de las rebajas | compra de las | pedido de las rebajas | comprado en las
    | pedido del black friday | avalancha de pedidos | pedidos del | compraste en | pediste en las
    | tu pedido de`,
  named: `taller | seminario | charla | conferencia | congreso | libro | novela | obra | película | curso
    | juego de mesa | tu entrada para | entradas para | feria`,
  agreed: `como pediste | como aceptaste | tal como | como solicitó | a petición | según lo acordado
    | como acordamos | te inscribiste | te apuntaste | se inscribió | a su solicitud`,
  balance: `saldo de tu tarjeta | saldo actual | tarjeta regalo después | sumaste | te quedan | batería
    | puntos por tu pedido | saldo disponible | puntos acumulados | saldo: | tu saldo | su saldo
    | saldo de tu | saldo restante`,
  entitlement: `su solicitud | tu solicitud | fue aprobada | ha sido aprobada | solicitud de | aceptamos su
    | reclamación | familia numerosa | beca | bono social | oferta laboral | carta de oferta
    | ofrece una plaza | oferta de plaza | oferta de admisión`,
  invoice: `factura | recibo | iva | subtotal | importe | total a pagar | vencimiento | total pagado
    | gastos de envío | tique | ticket`,
  period: `esta semana | este mes | este fin de semana | hasta el domingo | hasta el viernes | hasta fin de
    | hasta final de | todo el mes | toda la semana | este verano | durante 48 horas | esta temporada
    | próximas 24 horas`,
  praise: `perfecto | perfecta | favorito | favorita | favoritos | increíble | increíbles | irresistible*
    | delicioso* | deliciosa* | espectacular | fantástic* | imprescindible* | de lujo | exquisit*
    | tendencia | imbatible* | ideal | disfruta | disfruten`,
  "low-price": `pagáis solo | pagas solo | paga solo | cada una paga | económic* | asequible*`,
  money: `euros | euro | pesos`,
};
